"""How an interpreter without pipes speaks to the other one."""
import os

_HOST = 1000
"""A file descriptor that the host made: a request is written, its answer read. See doors.js."""

_PIECE = 65536


def ask_host(request):
    os.write(_HOST, request.encode())
    answer = os.read(_HOST, _PIECE)
    while len(answer) % _PIECE == 0 and (more := os.read(_HOST, _PIECE)):
        answer += more
    return answer.decode()

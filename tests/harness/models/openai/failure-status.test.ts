import { describe, expect, it } from 'vitest'
import { failureStatus } from '../../../../harness/models/openai/failure-status.ts'
import { errorOf, rejectionIn } from '../../../../harness/models/openai/rejection.ts'
import { errorIn } from '../../../../harness/models/openai/server-error.ts'
import { chatReply } from '../../../helpers/fake-openai.ts'

const statusOf = (http: number, body: object) => failureStatus(http, errorIn(body) ?? { message: '' })

describe('an error in a success is of the kind that it says', () => {
  it.each<[string, object, number]>([
    ['a number', { error: { code: 401, message: 'No auth credentials found' } }, 401],
    ['a number as text', { error: { code: '403', message: 'no' } }, 403],
    ['a number of the body', { object: 'error', message: 'no such model', code: 404 }, 404],
    ['nested', { error: { error: { message: 'slow down' }, status: 429 } }, 429],
    ['FastChat, a long prompt', { object: 'error', message: 'This model is full', code: 40303 }, 400],
    ['FastChat, an unknown model', { object: 'error', message: 'Only a && b allowed', code: 40301 }, 404],
    ['FastChat, its own failure', { object: 'error', message: 'NETWORK ERROR', code: 50004 }, 500],
    ['FastChat, a key', { object: 'error', message: 'no', code: 40101 }, 401],
    ['MiniMax, rate', { base_resp: { status_code: 1002, status_msg: 'rate limit' } }, 429],
    ['MiniMax, key', { base_resp: { status_code: 1004, status_msg: 'login fail' } }, 401],
    ['MiniMax, balance', { base_resp: { status_code: 1008, status_msg: 'insufficient balance' } }, 402],
    ['DashScope, key', { code: 'InvalidApiKey', message: 'Invalid API-key provided.' }, 401],
    ['DashScope, debts', { code: 'Arrearage', message: 'Access denied' }, 402],
    ['DashScope, rate', { code: 'Throttling.RateQuota', message: 'Requests rate limit exceeded' }, 429],
    ['TGI, a bad request', { error: 'Input validation error', error_type: 'validation' }, 400],
    ['Anthropic, overloaded', { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, 503],
    ['Anthropic, request', { type: 'error', error: { type: 'invalid_request_error', message: 'no' } }, 400],
    ['Google', { error: { status: 'RESOURCE_EXHAUSTED', code: 429, message: 'quota' } }, 429],
    ['LM Studio, another path', { error: 'Unexpected endpoint or method. (POST /chat/completions)' }, 404],
    ['a key in words', { error: 'Incorrect API key provided: sk-…' }, 401],
    ['credit in words', { error: { message: 'Insufficient Balance', type: 'unknown_error' } }, 402],
    ['credit in Chinese', { error: { message: '您的账户余额不足' } }, 402],
    ['a balance below zero', { error: { message: 'Your account balance is negative' } }, 402],
    ['a limit of spending', { error: { message: 'Billing hard limit has been reached' } }, 402],
    ['Fastify, another path', { error: 'Route POST:/chat/completions not found' }, 404],
    ['a path that does not exist', { error: 'endpoint /chat/completions does not exist' }, 404],
    ['a key that is not there', { error: "You didn't provide an API key." }, 401],
    ['FastAPI, a key', { detail: 'Not authenticated' }, 401],
    ['a token', { error: 'token expired or invalid' }, 401],
    ['another field of words', { exception: 'ValueError: no' }, 0],
    ['nothing', { error: { message: 'Provider down' } }, 0],
  ])('%s', (_, body, status) => expect(statusOf(200, body)).toBe(status))

  it('also in the choice alone', () => {
    const choice = { finish_reason: 'error', error: { code: 502, message: 'Upstream' } }
    expect(rejectionIn({ choices: [choice] })).toMatchObject({ status: 502, httpStatus: 200, message: 'Upstream' })
  })

  it('a whole reply holds none', () => expect(rejectionIn(chatReply({ content: 'hi' }))).toBeUndefined())
})

describe('an error response is of the more exact kind of the two that it names', () => {
  it.each<[number, object, number]>([
    [400, { error: { message: 'API key not valid. Please pass a valid API key.', code: 400 } }, 401],
    [400, { error: { message: 'Your credit balance is too low to access the API' } }, 402],
    [400, { code: 'Arrearage', message: 'Access denied' }, 402],
    [400, { object: 'error', message: 'CUDA out of memory', code: 50002 }, 500],
    [400, { error: { message: 'I do not like this one.' } }, 400],
    [400, { error: { message: 'max_tokens: invalid', type: 'invalid_request_error' } }, 400],
    [429, { error: { message: 'Quota', code: 'insufficient_quota' } }, 402],
    [429, { error: { message: 'Insufficient balance or no resource package' } }, 402],
    [429, { error: { message: 'You exceeded your current quota, retry in 30 s', status: 'RESOURCE_EXHAUSTED' } }, 429],
    [500, { error: { message: 'litellm.BadRequestError: no', code: '400' } }, 400],
    [500, { error: { message: 'It broke.', type: 'invalid_request_error' } }, 500],
    [503, { error: { message: 'Loading model', code: 503 } }, 503],
    [308, {}, 308],
  ])('%d with %j is %d', (http, body, status) => expect(statusOf(http, body)).toBe(status))
})

describe('the words of an error response', () => {
  it.each([
    ['<html>\n<head><title>502 Bad Gateway</title></head><body><h1>502</h1><hr>nginx</body></html>', '502 Bad Gateway'],
    ['<!DOCTYPE html><html><head><style>b{}</style><title>\n504: Gateway time-out</title>', '504: Gateway time-out'],
    ['<html><h1>Service Unavailable</h1></html>', 'Service Unavailable'],
    ['upstream connect error', 'upstream connect error'],
    [
      '{"object":"error","message":"NETWORK ERROR DUE TO HIGH TRAFFIC.","code":50001}',
      'NETWORK ERROR DUE TO HIGH TRAFFIC.',
    ],
  ])('of %j are %j', (text, message) => expect(errorOf(text).message).toBe(message))
})

/**
 * What each rule makes of replies as models print them: the answer as it compares it, `✗` before one that is wrong by that
 * rule, `–` for none. Every reply here is invented.
 */
import { describe, expect, it } from 'vitest'
import { numericMatch } from '../../../scorers/answer-match.ts'
import { NUMBER_RULES, ruleNamed } from '../../../scorers/extract/rules.ts'

const COLUMNS = [
  'number',
  'reference',
  'lm-eval/strict-match',
  'lm-eval/flexible-extract',
  'lm-eval/cot-strict-match',
  'lm-eval/cot-llama-strict-match',
  'mgsm',
  'opencompass',
]

const TABLE = String.raw`
reply (⏎ is a new line)                                               │ target  │ number  │ authors │ strict  │ flexible│ cot     │ llama   │ mgsm    │ opencompass

Rows that specs/benchmarks.md checked by hand against the upstream code
#### 18                                                               │ 18      │ 18      │ 18      │ 18      │ 18      │ –       │ –       │ –       │ 18
#### 1,234                                                            │ 1,234   │ 1234    │ 1234    │ 1234    │ 1234    │ –       │ –       │ –       │ ✗234
#### 18.                                                              │ 18      │ 18      │ ✗18.    │ 18      │ 18      │ –       │ –       │ –       │ 18
#### -10                                                              │ -10     │ -10     │ -10     │ -10     │ -10     │ –       │ –       │ –       │ -10
#### $18                                                              │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
####18                                                                │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
#### 18.0                                                             │ 18      │ 18      │ ✗18.0   │ ✗18.0   │ ✗18.0   │ –       │ –       │ –       │ 18.0
#### 5⏎Question: x⏎#### 7                                             │ 5       │ 5       │ 5       │ 5       │ ✗7      │ –       │ –       │ –       │ 5
The answer is 18.                                                     │ 18      │ 18      │ –       │ –       │ 18      │ 18      │ –       │ –       │ 18
The answer is 18                                                      │ 18      │ 18      │ –       │ –       │ 18      │ ✗1      │ –       │ –       │ 18
The answer is 8                                                       │ 8       │ 8       │ –       │ –       │ 8       │ –       │ –       │ –       │ 8
The answer is $18.                                                    │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
so it is 5.                                                           │ 5       │ 5       │ –       │ –       │ 5       │ –       │ –       │ –       │ 5
costs $5                                                              │ 5       │ 5       │ –       │ –       │ 5       │ –       │ –       │ –       │ 5
50%                                                                   │ 50      │ 50      │ –       │ –       │ 50      │ –       │ –       │ –       │ 50
18...                                                                 │ 18      │ 18      │ –       │ –       │ ✗18..   │ –       │ –       │ –       │ 18
$1,234.50                                                             │ 1234.5  │ 1234.5  │ –       │ –       │ ✗1234.50│ –       │ –       │ –       │ ✗234.50
\boxed{18}                                                            │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
\boxed{1{,}234}                                                       │ 1,234   │ 1234    │ –       │ –       │ ✗234    │ –       │ –       │ –       │ ✗234
3/4                                                                   │ 0.75    │ 0.75    │ –       │ –       │ ✗4      │ –       │ –       │ –       │ ✗4
\boxed{\frac{3}{4}}                                                   │ 0.75    │ 0.75    │ –       │ –       │ ✗4      │ –       │ –       │ –       │ ✗4
1 234                                                                 │ 1,234   │ 1234    │ –       │ –       │ ✗234    │ –       │ –       │ –       │ ✗234
12:30                                                                 │ 12      │ –       │ –       │ –       │ ✗30     │ –       │ –       │ –       │ ✗30
5-3                                                                   │ 2       │ –       │ –       │ –       │ ✗-3     │ –       │ –       │ –       │ ✗-3
−5                                                                    │ -5      │ -5      │ –       │ –       │ ✗5      │ –       │ –       │ –       │ ✗5
answer: 42 (see 2.)                                                   │ 42      │ 42      │ –       │ –       │ ✗2      │ –       │ –       │ –       │ ✗2

Boxes
The answer is: $\boxed{18}$                                           │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
$\boxed{18}$ dollars                                                  │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
First \boxed{9}, and finally \boxed{18}.                              │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
First \boxed{18}, then we are \boxed{\text{done}}.                    │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
\boxed{5 \text{ apples}}                                              │ 5       │ 5       │ –       │ –       │ 5       │ –       │ –       │ –       │ 5
\boxed{\text{18 apples}}                                              │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
\boxed{x = 5}                                                         │ 5       │ 5       │ –       │ –       │ 5       │ –       │ –       │ –       │ 5
\boxed{9 \times 2 = 18}                                               │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
\boxed{\$1,080}                                                       │ 1,080   │ 1080    │ –       │ –       │ 1080    │ –       │ –       │ –       │ ✗080
\boxed{18\%}                                                          │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
\boxed{\mathbf{18}\,\text{km}^2}                                      │ 18      │ 18      │ –       │ –       │ ✗2      │ –       │ –       │ –       │ ✗2
\boxed{1\frac{1}{2}}                                                  │ 1.5     │ 1.5     │ –       │ –       │ ✗2      │ –       │ –       │ –       │ ✗2
\boxed{-3}                                                            │ -3      │ -3      │ –       │ –       │ -3      │ –       │ –       │ –       │ -3
\boxed{1.5 \times 10^{3}}                                             │ 1,500   │ 1500    │ –       │ –       │ ✗3      │ –       │ –       │ –       │ ✗3
\boxed{2^{10}}                                                        │ 1,024   │ 1024    │ –       │ –       │ ✗10     │ –       │ –       │ –       │ ✗10
\boxed{18                                                             │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
\boxed{\text{\$18}}                                                   │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
Llama’s steps: 16 - 7 = 9⏎⏎The final answer is: $\boxed{18}$          │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18

Hashes
#### 18 dollars for 2 days                                            │ 18      │ 18      │ 18      │ 18      │ ✗2      │ –       │ –       │ –       │ ✗2
#### **18**                                                           │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
#### x = 18                                                           │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
#### 3 + 4 = 7                                                        │ 7       │ 7       │ ✗3      │ ✗3      │ 7       │ –       │ –       │ –       │ 7
#### 12:30 or 18⏎That is 18                                           │ 18      │ 18      │ ✗12     │ ✗12     │ 18      │ –       │ –       │ –       │ 18
#### 1. Count the eggs⏎There are 16 - 7 = 9 eggs.                     │ 9       │ 9       │ ✗1.     │ ✗1      │ 9       │ –       │ –       │ –       │ 9
#### Step 2: Sell them⏎She gets 9 * 2 = $18 a day.                    │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
#### 9                                                                │ 18      │ ✗9      │ ✗9      │ ✗9      │ ✗9      │ –       │ –       │ –       │ ✗9
9 * 2 = <<9*2=18>>18⏎#### 18                                          │ 18      │ 18      │ 18      │ 18      │ 18      │ –       │ –       │ –       │ 18

The answer is
The answer is **18**.                                                 │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
The final answer is 18.                                               │ 18      │ 18      │ –       │ –       │ 18      │ –       │ 18      │ –       │ 18
The final answer is $1,080.00                                         │ 1,080   │ 1080    │ –       │ –       │ ✗1080.00│ –       │ ✗1080.00│ –       │ ✗080.00
The final answer is [18]                                              │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
The answer is (18).                                                   │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
The answer is \(18\).                                                 │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
The answer is -$18                                                    │ -18     │ -18     │ –       │ –       │ -18     │ –       │ –       │ –       │ ✗18
The answer is negative 3.                                             │ -3      │ -3      │ –       │ –       │ ✗3      │ –       │ –       │ –       │ ✗3
The answer is 3 + 4 = 7 apples.                                       │ 7       │ 7       │ –       │ –       │ 7       │ ✗3      │ –       │ –       │ 7
The answer is 18 apples for 3 friends.                                │ 18      │ 18      │ –       │ –       │ ✗3      │ 18      │ –       │ –       │ ✗3
The answer to the question in part 2 is 18.                           │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
The answer would be about 18 miles.                                   │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
The answer is not 17 but 18.                                          │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
The answer is 5 or 6.                                                 │ 5       │ –       │ –       │ –       │ ✗6      │ 5       │ –       │ –       │ ✗6
The answer is 5 to 7.                                                 │ 7       │ –       │ –       │ –       │ 7       │ ✗5      │ –       │ –       │ 7
The answer is eighteen.                                               │ 18      │ 18      │ –       │ –       │ –       │ –       │ –       │ –       │ –
The answer is 9. Wait, no: the answer is 18.                          │ 18      │ 18      │ –       │ –       │ 18      │ ✗9      │ –       │ –       │ 18
The answer is 18. The answer is clear.                                │ 18      │ 18      │ –       │ –       │ 18      │ 18      │ –       │ –       │ 18
The answer is 1.5 million dollars.                                    │ 1,500,000│ 1500000 │ –       │ –       │ ✗1.5    │ ✗1.5    │ –       │ –       │ ✗1.5
The answer is 2 1/2.                                                  │ 2.5     │ 2.5     │ –       │ –       │ ✗2      │ ✗2      │ –       │ –       │ ✗2
The answer is ½.                                                      │ 0.5     │ 0.5     │ –       │ –       │ –       │ –       │ –       │ –       │ –
The answer is 1e3.                                                    │ 1,000   │ 1000    │ –       │ –       │ ✗3      │ ✗1      │ –       │ –       │ ✗3
The answer is 1.080,50 euros.                                         │ 1080.5  │ 1080.5  │ –       │ –       │ ✗1.08050│ ✗1.08050│ –       │ –       │ ✗50
Answer: 18                                                            │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ 18      │ 18
Answer:$18 per day ($9 × 2)                                           │ 18      │ 18      │ –       │ –       │ ✗2      │ –       │ –       │ ✗2      │ ✗2
**Answer:** 18                                                        │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ 18      │ 18
**Answer**: Ann makes **$18** every day.                              │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ 18      │ 18
Answer: 5 hours and 30 minutes                                        │ 30      │ –       │ –       │ –       │ 30      │ –       │ –       │ 30      │ 30
Answer: Ann sells 16 - 7 = 9 eggs.⏎She gets 9 * 2 = $18.              │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ 18      │ 18
Answer: 18⏎⏎Explanation: 16 - 7 = 9, and 9 * 2 = 18. That is 3 less.  │ 18      │ 18      │ –       │ –       │ ✗3      │ –       │ –       │ ✗3      │ ✗3
Answer: −18                                                           │ -18     │ -18     │ –       │ –       │ ✗18     │ –       │ –       │ ✗18     │ ✗18
Final answer = 18                                                     │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
### Final Answer⏎⏎18 dollars                                          │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ 18      │ 18
A: 18                                                                 │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
{"answer": 18, "unit": 2}                                             │ 18      │ 18      │ –       │ –       │ ✗2      │ –       │ –       │ –       │ ✗2
Answer: twelve (12)                                                   │ 12      │ 12      │ –       │ –       │ 12      │ –       │ –       │ 12      │ 12
答案是18                                                              │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
答案：18                                                              │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
最终答案为 **１８** 个苹果。                                          │ 18      │ 18      │ –       │ –       │ –       │ –       │ –       │ –       │ １８
Answer: 3x = 18, so x = 6                                             │ 6       │ 6       │ –       │ –       │ 6       │ –       │ –       │ 6       │ 6
Answer: 20% of 90 = 18                                                │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ 18      │ 18
Answer: [[18]]                                                        │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ 18      │ 18
【答案】18                                                            │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
答えは18です。                                                        │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
The answer is \$18.                                                   │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
**Final Answer: $18**                                                 │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ 18      │ 18
**The answer is 18 eggs.**                                            │ 18      │ 18      │ –       │ –       │ 18      │ 18      │ –       │ –       │ 18
The answer is $\text{18}$                                             │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
The answer is 16-3-4=9*2=18                                           │ 18      │ 18      │ –       │ –       │ 18      │ ✗16     │ –       │ –       │ 18
The answer is⏎⏎\[⏎18⏎\]                                               │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
Answer: **$18**⏎⏎*(16 - 7 = 9, 9 × 2 = 18)*                           │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ 18      │ 18
Final Answer: 1/2 * 36 = 18                                           │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ 18      │ 18

No mark
**18**                                                                │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
So, Ann makes **$18** every day for 7 days.                           │ 18      │ 18      │ –       │ –       │ ✗7      │ –       │ –       │ –       │ ✗7
So the 3 friends share **18 apples**.⏎⏎Ask me anything else!          │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
**Cost of 3 shirts:** 3 * 6 = 18                                      │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
**Step 3:** 9 * 2 = 18                                                │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
Therefore, the total is 3 + 4 = 7 apples.                             │ 7       │ 7       │ –       │ –       │ 7       │ –       │ –       │ –       │ 7
Thus each of the 2 gets $36 / 2 = 18$ dollars.                        │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
\[ 9 \times 2 = 18 \text{ dollars} \]                                 │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
3. Subtract: 20 - 2 = 18                                              │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
1. Start with 3.⏎2. Add 5, which makes 8.⏎3. Done.                    │ 8       │ 8       │ –       │ –       │ ✗3      │ –       │ –       │ –       │ ✗3
The total is 42 (40 + 2).                                             │ 42      │ 42      │ –       │ –       │ ✗2      │ –       │ –       │ –       │ ✗2
Ann makes $18 in a 3-day trip.                                        │ 18      │ 18      │ –       │ –       │ ✗3      │ –       │ –       │ –       │ ✗3
She has 18 left after the 3rd day.                                    │ 18      │ 18      │ –       │ –       │ ✗3      │ –       │ –       │ –       │ ✗3
She is done on day 5.                                                 │ 5       │ 5       │ –       │ –       │ 5       │ –       │ –       │ –       │ 5
They meet at 5:00 PM.                                                 │ 5       │ 5       │ –       │ –       │ ✗00     │ –       │ –       │ –       │ ✗00
It takes 5-7 days.                                                    │ 7       │ –       │ –       │ –       │ ✗-7     │ –       │ –       │ –       │ ✗-7
The profit is = - 3                                                   │ -3      │ -3      │ –       │ –       │ ✗3      │ –       │ –       │ –       │ ✗3
The change is -10 degrees.                                            │ -10     │ -10     │ –       │ –       │ -10     │ –       │ –       │ –       │ -10
It weighs 18kg.                                                       │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
It costs 18,50 €.                                                     │ 18.5    │ 18.5    │ –       │ –       │ ✗1850   │ –       │ –       │ –       │ ✗50
It costs 18 000 CHF.                                                  │ 18,000  │ 18000   │ –       │ –       │ ✗000    │ –       │ –       │ –       │ ✗000
About 1’080 people came.                                              │ 1,080   │ 1080    │ –       │ –       │ ✗080    │ –       │ –       │ –       │ ✗080
| Total | $18 |                                                       │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
x1 = 5                                                                │ 5       │ 5       │ –       │ –       │ 5       │ –       │ –       │ –       │ 5
所以小明每天赚18元。                                                  │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
There are 18 left, not 17.                                            │ 18      │ 18      │ –       │ –       │ ✗17     │ –       │ –       │ –       │ ✗17
eighteen                                                              │ 18      │ 18      │ –       │ –       │ –       │ –       │ –       │ –       │ –
I am not sure.                                                        │ 18      │ –       │ –       │ –       │ –       │ –       │ –       │ –       │ –
Round 17.6 to 18.                                                     │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
It takes 5 to 7 minutes.                                              │ 7       │ 7       │ –       │ –       │ 7       │ –       │ –       │ –       │ 7
The trip takes 5 hours 30 minutes, i.e. 5.5 hours.                    │ 5.5     │ 5.5     │ –       │ –       │ 5.5     │ –       │ –       │ –       │ 5.5
Total = 3 x $5 + 2 x $4 = $15 + $8 = $23.                             │ 23      │ 23      │ –       │ –       │ 23      │ –       │ –       │ –       │ 23
18 = 9 × 2                                                            │ 18      │ 18      │ –       │ –       │ ✗2      │ –       │ –       │ –       │ ✗2
10 - 12 = -2                                                          │ -2      │ -2      │ –       │ –       │ -2      │ –       │ –       │ –       │ -2
Each of them gets 36/2 = 18.                                          │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
So 18 (9×2) dollars.                                                  │ 18      │ 18      │ –       │ –       │ ✗2      │ –       │ –       │ –       │ ✗2
1) 18 apples                                                          │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
18 m = 1800 cm                                                        │ 1800    │ 1800    │ –       │ –       │ 1800    │ –       │ –       │ –       │ 1800

Thinking
<think>9 or 10?</think>#### 18                                        │ 18      │ 18      │ 18      │ 18      │ 18      │ –       │ –       │ –       │ 18
<think>#### 9</think>⏎The answer is 18.                               │ 18      │ 18      │ ✗9      │ ✗9      │ 18      │ 18      │ –       │ –       │ 18
9 or 10?⏎</think>⏎⏎18                                                 │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
<think>⏎#### 18                                                       │ 18      │ –       │ 18      │ 18      │ 18      │ –       │ –       │ –       │ 18
<think>9?</think><answer>18</answer>                                  │ 18      │ 18      │ –       │ –       │ 18      │ –       │ –       │ –       │ 18
<answer>Ann has 18 of 20                                              │ 18      │ 18      │ –       │ –       │ ✗20     │ –       │ –       │ –       │ ✗20
`

const rows = TABLE.split('\n')
  .map((line) => line.split('│').map((cell) => cell.trim()))
  .filter((cells) => cells.length > 1)
  .slice(1)

describe('awkward replies', () => {
  const scorer = numericMatch(ruleNamed('number'))

  it.each(rows)('reads %s', async (reply = '', target = '', ...verdicts) => {
    const completion = { text: reply.replaceAll('⏎', '\n'), finishReason: 'stop' as const }
    const { readings = {} } = await scorer.score(
      { turns: [{ prompt: '', completion }] },
      { id: '', turns: [], target },
      {},
    )
    const shown = Object.entries(readings).map(([rule, { answer, value }]) => [
      rule,
      answer === null ? '–' : value === 1 ? answer : `✗${answer}`,
    ])
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(COLUMNS.map((rule, index) => [rule, verdicts[index]])))
  })

  it('has a column for each rule', () => expect(NUMBER_RULES.map(({ name }) => name)).toEqual(COLUMNS))
})

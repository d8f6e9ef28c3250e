import { expect, test } from 'vitest'
import { Problem, sentenceOf } from '../src/lib/api'

const wrong = { field: 'since', message: 'must be a day such as 2025-01-31' }

test.each([
  ['a field that the sentence names already is not told twice', 'since: must be a day such as 2025-01-31', [wrong], 'since: must be a day such as 2025-01-31'],
  ['a field that it does not name is told behind it', 'This cannot be used.', [wrong], 'This cannot be used. since: must be a day such as 2025-01-31'],
  ['where there is no sentence the kind of problem stands for it', '', [], 'Invalid'],
])('%s', (_, detail, errors, said) => {
  expect(sentenceOf(new Problem(422, 'Invalid', detail, null, errors))).toBe(said)
})

import { describe, expect, it } from 'vitest'
import { defaultSchema } from '../../../src/domain/fields.js'
import { parseFilter } from '../../../src/domain/filter/parseFilter.js'
import { faultOf } from '../../../web/src/state/fault.js'

const parse = (line: string) => parseFilter(line, defaultSchema)

describe('the fault of a line', () => {
  it('is none where it can be read and the server says nothing', () => {
    expect(faultOf(parse('status:>=500'), undefined)).toBeUndefined()
  })

  it('is where it can not be read', () => {
    const fault = faultOf(parse('team:core status:fast'), undefined)
    expect(fault?.sent).toBe(false)
    expect('team:core status:fast'.slice(fault?.column)).toMatch(/fast$/)
  })

  it("is the word that the server's path leads to", () => {
    const fault = faultOf(parse('team:core status:>=500'), { message: 'no such field', path: 'where.status.gte' })
    expect('team:core status:>=500'.slice(fault?.column, (fault?.column ?? 0) + (fault?.length ?? 0))).toBe(
      'status:>=500',
    )
    expect(fault).toMatchObject({ message: 'no such field', sent: true })
  })

  it('is none where the path is of something else: the banner tells it', () => {
    expect(faultOf(parse('team:core'), { message: 'too many', path: 'channel' })).toBeUndefined()
  })
})

import type { AccessRules } from './accessRules.js'
import { substitute } from './claimValues.js'
import type { Claims } from './identity.js'

/** The claims that the rules look at: all that has to be kept of a credential. */
export function claimNames({ rules }: AccessRules): ReadonlySet<string> {
  const names = new Set<string>()
  for (const rule of rules) {
    for (const name of Object.keys(rule.when ?? {})) names.add(name)
    substitute(
      rule.allow,
      (name) => {
        names.add(name)
        return undefined
      },
      'allow',
    )
  }
  return names
}

/** Those of a holder's claims that have one of the names. */
export function claimsNamed(claims: Claims, names: ReadonlySet<string>): Claims {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => names.has(name)))
}

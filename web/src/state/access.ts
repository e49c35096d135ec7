import type { SignIn } from '../signIn/signIn.js'
import type { PageConfig } from './config.js'
import { type Credential, storeCredential, storedCredential } from './credential.js'
import type { ConnectOptions } from './wire.js'

/** As whom the page connects: as nobody, with what was pasted, or as who is signed in at the issuer. */
export class Access {
  pasted: Credential | undefined
  readonly signIn: SignIn | undefined
  readonly #isOpen: boolean
  readonly #storage: Storage | undefined

  constructor(config: PageConfig, storage: Storage | undefined, signIn: SignIn | undefined) {
    this.signIn = signIn
    this.pasted = storedCredential(storage)
    this.#isOpen = config.auth === 'open'
    this.#storage = storage
  }

  /** Undefined where there is nothing to come with, and something is wanted. */
  shown(): Pick<ConnectOptions, 'credential' | 'credentialKind'> | undefined {
    if (this.pasted !== undefined) return { credential: this.pasted.value, credentialKind: this.pasted.kind }
    const { signIn } = this
    if (signIn?.state.at === 'in') return { credential: () => signIn.token(), credentialKind: 'bearer' }
    return this.#isOpen ? {} : undefined
  }

  paste(credential: Credential | undefined): void {
    this.pasted = credential
    storeCredential(this.#storage, credential)
  }
}

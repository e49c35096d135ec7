import type { SignIn } from '../signIn/signIn.js'
import type { Board } from './board.js'

/** Has the board connect when somebody is signed in, let go when nobody is, and take up each new token. */
export function followSignIn(board: Board, signIn: SignIn): void {
  signIn.listen({
    changed() {
      const isIn = signIn.state.at === 'in'
      if (board.access.pasted === undefined && isIn !== (board.client !== undefined)) board.connect()
      board.paint()
    },
    renewed(token) {
      if (board.access.pasted !== undefined) return
      // The connection goes on with it: nothing of the view is asked again. Where it is refused, the old one stands until
      // its end, and the new one is shown then.
      if (board.client?.state.state === 'open') board.client.authorize(token).catch(() => {})
      else board.client?.retryNow()
    },
  })
}

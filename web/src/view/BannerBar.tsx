import { type Action, bannerOf } from '../state/banner.js'
import type { Board } from '../state/board.js'
import { unsentLately } from '../state/sampling.js'
import { Glyph } from './Icon.js'
import { useParts } from './useParts.js'

export function BannerBar({ board, showGap }: { readonly board: Board; readonly showGap: () => void }) {
  useParts(board.frames, 'page')
  const { watch } = board
  if (watch === undefined) return null
  const { snapshot, sampling, coverage } = watch
  const now = board.now()
  const unsent = unsentLately(sampling, now)
  const shown = bannerOf({
    state: snapshot.state,
    answered: watch.answered,
    missed: snapshot.missed,
    sampled: watch.sampled,
    unsentLately: unsent,
    sentLately: watch.pace.perSecond(now) * 10 - unsent,
    policy: board.query.policy,
    latestBy: board.latestBy,
    ...(snapshot.error === undefined ? {} : { error: snapshot.error }),
    ...(coverage.downSince === undefined ? {} : { downSince: coverage.downSince }),
    ...(watch.back === undefined ? {} : { back: watch.back }),
    ...unrenewed(board),
  })
  const act: Record<Action, () => void> = {
    'Show all': () => board.setPolicy('batch'),
    'Latest only': () => board.setPolicy('latest'),
    Sample: () => board.setPolicy('sample'),
    'Show where': showGap,
    Close: () => {
      watch.back = undefined
      board.frames.now('page')
    },
  }
  // The region stays in the page, so that what appears in it is announced.
  return (
    <div class="banner-place" role="status" aria-label="Notice">
      {shown && (
        <div class={`banner ${shown.kind}`}>
          <Glyph name={shown.glyph} size={16} />
          <p>
            <b>{shown.title}</b> <span>{shown.text}</span>
          </p>
          <span class="push" />
          {shown.actions.map((action) => (
            <button key={action} type="button" class="button small" onClick={act[action]}>
              {action}
            </button>
          ))}
        </div>
      )}
    </div>
  )
}

function unrenewed({ access: { pasted, signIn }, config: { oidc } }: Board) {
  const endsAt = signIn?.endsAt
  if (pasted !== undefined || oidc === undefined || endsAt === undefined) return {}
  if (signIn?.state.at !== 'in' || !signIn.state.away) return {}
  return { unrenewed: { host: new URL(oidc.issuer).host, endsAt, isOver: endsAt <= Date.now() } }
}

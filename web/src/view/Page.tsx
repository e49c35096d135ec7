import { useCallback, useEffect, useState } from 'preact/hooks'
import { PercentilesChart } from '../charts/PercentilesChart.js'
import { RateChart } from '../charts/RateChart.js'
import { FilterBar } from '../filter/FilterBar.js'
import type { Board } from '../state/board.js'
import { HitTable } from '../table/HitTable.js'
import { BannerBar } from './BannerBar.js'
import { Empty } from './Empty.js'
import { Facets } from './Facets.js'
import { FigureStrip } from './FigureStrip.js'
import { Foot } from './Foot.js'
import { KeysDialog } from './KeysDialog.js'
import { press } from './keys.js'
import { Locked } from './Locked.js'
import { NoMatch } from './NoMatch.js'
import { TopBar } from './TopBar.js'
import { useMedia } from './useMedia.js'
import { useParts } from './useParts.js'

export function Page({ board }: { readonly board: Board }) {
  useParts(board.frames, 'page')
  const [keysShown, setKeysShown] = useState(false)
  const [facetsShown, setFacetsShown] = useState(false)
  const narrow = useMedia('(max-width: 700px)')
  const showKeys = useCallback(() => setKeysShown(true), [])
  const closeFacets = useCallback(() => setFacetsShown(false), [])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !(event.target instanceof Element && event.target.closest('dialog'))) {
        setFacetsShown(false)
        board.table.letGo()
        if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
      } else if (press(board, event, showKeys)) event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [board, showKeys])
  const shown = contentOf(board)
  return (
    <>
      <a class="skip" href="#main">
        Skip to the hits
      </a>
      <div class={`page with-${shown}`}>
        <TopBar board={board} showKeys={showKeys} />
        <FilterBar board={board} facetsShown={facetsShown} showFacets={setFacetsShown} />
        {shown !== 'empty' && shown !== 'locked' && <Facets board={board} shown={facetsShown} close={closeFacets} />}
        <main class="main" id="main" tabIndex={-1}>
          <BannerBar board={board} showGap={() => board.table.showGap()} />
          {shown === 'locked' && <Locked board={board} />}
          {shown === 'empty' && <Empty board={board} />}
          {shown === 'no-match' && <NoMatch board={board} />}
          {shown === 'hits' && (
            <>
              <FigureStrip board={board} />
              {/* Side by side they scroll where there is little room, so keys must reach them. */}
              <section class="charts" aria-label="Charts" tabIndex={narrow ? 0 : undefined}>
                <RateChart board={board} />
                <PercentilesChart board={board} />
              </section>
              <HitTable board={board} narrow={narrow} />
              <Foot board={board} />
            </>
          )}
        </main>
      </div>
      {keysShown && <KeysDialog close={() => setKeysShown(false)} />}
      {board.said !== undefined && <div class="toast">{board.said}</div>}
      <div class="unseen" role="status" aria-label="Done">
        {board.said ?? board.told}
      </div>
    </>
  )
}

/** The whole of the page: hits, or why there are none. */
function contentOf(board: Board): 'hits' | 'empty' | 'no-match' | 'locked' {
  if (board.locked) return 'locked'
  const { watch } = board
  if (watch === undefined || !watch.answered || watch.snapshot.state === 'closed') return 'hits'
  const { hits, total } = watch.snapshot
  if (total > 0 || hits.length > 0 || watch.rows.length > 1) return 'hits'
  return board.where.op === 'all' && board.query.channel === 'all' ? 'empty' : 'no-match'
}

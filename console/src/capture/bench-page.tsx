/** The bench: the plate, the sample's number, the picture. */
import { LiveView } from '../live/live-view.tsx'
import { useTitle } from '../shell/page-title.tsx'
import { text } from '../text/text.ts'
import { CaptureForm } from './capture-form.tsx'
import { RecentPictures } from './recent-pictures.tsx'
import { ResultCard } from './result-card.tsx'

export function BenchPage() {
  const { capture, live } = text.value
  useTitle(() => capture.title)
  return (
    <div class="bench">
      <h1 class="visually-hidden">{capture.title}</h1>
      <div class="bench-view">
        <section aria-label={live.title}>
          <LiveView />
        </section>
        <RecentPictures />
      </div>
      <section class="bench-form card" aria-label={capture.title}>
        <CaptureForm />
      </section>
      <section class="bench-result card" aria-live="polite">
        <ResultCard />
      </section>
    </div>
  )
}

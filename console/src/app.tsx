import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { BenchPage } from './capture/bench-page.tsx'
import { Shell } from './shell/shell.tsx'
import { SignInDialog } from './shell/sign-in-dialog.tsx'
import { SignInPage } from './shell/sign-in-page.tsx'
import { route } from './state/route.ts'
import { state } from './state/session.ts'

/** The bench comes at once; every other page when it is first gone to. */
const LATER: Record<string, () => Promise<ComponentType>> = {
  gallery: () => import('./gallery/gallery-page.tsx').then(({ GalleryPage }) => GalleryPage),
  picture: () => import('./gallery/picture-page.tsx').then(({ PicturePage }) => PicturePage),
  compare: () => import('./gallery/compare-page.tsx').then(({ ComparePage }) => ComparePage),
  camera: () => import('./camera/camera-page.tsx').then(({ CameraPage }) => CameraPage),
  activity: () => import('./activity/activity-page.tsx').then(({ ActivityPage }) => ActivityPage),
}

export function App() {
  if (state.value.is === 'unknown') return <main aria-busy="true" />
  if (state.value.is === 'out') return <SignInPage />
  const { page, name } = route.value
  const load = LATER[page]
  // The key makes a page anew for each picture.
  return (
    <>
      <Shell>{load ? <Later key={`${page}/${name}`} load={load} /> : <BenchPage />}</Shell>
      <SignInDialog />
    </>
  )
}

function Later({ load }: { load: () => Promise<ComponentType> }) {
  const [Page, setPage] = useState<ComponentType | null>(null)
  useEffect(() => {
    load().then((loaded) => setPage(() => loaded))
  }, [load])
  return Page && <Page />
}

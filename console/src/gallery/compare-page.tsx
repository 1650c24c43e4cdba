/** Two pictures side by side, magnified and moved together. */
import { useSignal } from '@preact/signals'
import type { CatalogueEntry } from '../../../client/src/index.ts'
import { FailureNote } from '../shell/failure-note.tsx'
import { Icon } from '../shell/icon.tsx'
import { PageTitle } from '../shell/page-title.tsx'
import { useLoaded } from '../state/loaded.ts'
import { href, route } from '../state/route.ts'
import { client } from '../state/service.ts'
import { dateTime, text } from '../text/text.ts'
import { factsOf } from './picture-facts.tsx'
import { type Position, ZoomChoice, ZoomPane } from './zoom-pane.tsx'

export function ComparePage() {
  const a = route.value.query.get('a') ?? ''
  const b = route.value.query.get('b') ?? ''
  const zoom = useSignal(0)
  const position = useSignal<Position>({ x: 0.5, y: 0.5 })
  const { compare, picture } = text.value
  const { value, failure } = useLoaded(`${a} ${b}`, (signal) =>
    Promise.all([client.metadata(a, { signal }), client.metadata(b, { signal })]),
  )
  return (
    <div class="page">
      <header class="page-head">
        <a class="button quiet" href={href('gallery')}>
          <Icon name="back" /> {picture.back}
        </a>
        <PageTitle>{compare.title}</PageTitle>
        <ZoomChoice zoom={zoom} />
        <a class="button" href={href('compare', { a: b, b: a })}>
          {compare.swap}
        </a>
      </header>
      {failure && <FailureNote failure={failure} />}
      {value && (
        <>
          <div class="compare">
            {value.map((each, side) => (
              <figure key={each.image_data.filename}>
                <figcaption>
                  <a href={href(`picture/${each.image_data.filename}`)}>{each.sample_no}</a>
                  <time dateTime={each.image_data.captured_at}>{dateTime(each.image_data.captured_at)}</time>
                </figcaption>
                <ZoomPane picture={each} zoom={zoom} position={position} name={compare.sides[side] ?? ''} />
              </figure>
            ))}
          </div>
          <p class="hint">{compare.help}</p>
          <Differences pictures={value} />
        </>
      )}
    </div>
  )
}

function Differences({ pictures: [a, b] }: { pictures: [CatalogueEntry, CatalogueEntry] }) {
  const { compare, facts } = text.value
  const other = new Map(factsOf(b, false))
  const differing = factsOf(a, false).filter(
    ([name, value]) => name !== 'checksum' && other.get(name) !== value,
  )
  return (
    <section class="card">
      <h2>{compare.difference}</h2>
      {differing.length === 0 ? (
        <p>{compare.same}</p>
      ) : (
        <div class="table-scroll">
          <table>
            <tbody>
              {differing.map(([name, value]) => (
                <tr key={name}>
                  <th scope="row">{facts[name]}</th>
                  <td>{value}</td>
                  <td>{other.get(name)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

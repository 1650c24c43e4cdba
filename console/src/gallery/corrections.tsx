import type { CatalogueEntry } from '../../../client/src/index.ts'
import { dateTime, text } from '../text/text.ts'

/** What was corrected, newest first: the value before, the value after, by whom and why. */
export function Corrections({ picture }: { picture: CatalogueEntry }) {
  const { correct, errors } = text.value
  const corrections = picture.corrected ?? []
  if (corrections.length === 0) return null
  return (
    <section class="corrections" aria-labelledby="corrections-title">
      <h2 id="corrections-title">{correct.corrected}</h2>
      <ol>
        {corrections.toReversed().map(({ at, by, reason, from, to }) => (
          <li key={at}>
            {Object.keys(to).map((name) => (
              <p key={name}>
                {errors.fields[name] ?? name}: <del>{from[name] || correct.nothing}</del>{' '}
                <ins>{to[name] || correct.nothing}</ins>
              </p>
            ))}
            <p class="hint">
              {reason} · {by && `${by} · `}
              <time dateTime={at}>{dateTime(at)}</time>
            </p>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** The activity page: statistics, charts of the last day, and current events. */
import { useEffect, useMemo } from 'preact/hooks'
import type { CaptureStats } from '../../../client/src/index.ts'
import { FailureNote } from '../shell/failure-note.tsx'
import { PageTitle } from '../shell/page-title.tsx'
import { useLoaded } from '../state/loaded.ts'
import { client, onEvent } from '../state/service.ts'
import { bytes, number, percent, text } from '../text/text.ts'
import { Chart } from './chart.tsx'
import { EventLog } from './event-log.tsx'
import { durations, exposureDelays, loadLastDay, perHour } from './history.ts'

export function ActivityPage() {
  const { activity } = text.value
  const { value, failure, reload } = useLoaded('', async (signal) => {
    const [stats, pictures] = await Promise.all([client.stats({ signal }), loadLastDay(signal)])
    return { stats, pictures }
  })
  useEffect(
    () =>
      onEvent(({ type }) => {
        if (type === 'capture_result' || type === 'connected') reload()
      }),
    [reload],
  )
  return (
    <div class="page">
      <header class="page-head">
        <PageTitle>{activity.title}</PageTitle>
      </header>
      {failure && <FailureNote failure={failure} />}
      {value && (
        <>
          <Figures stats={value.stats} />
          {value.pictures.length === 0 ? (
            <p class="empty">{activity.notEnough}</p>
          ) : (
            <Charts pictures={value.pictures} />
          )}
        </>
      )}
      <div class="activity-lists">
        {value && <Failures stats={value.stats} />}
        <EventLog />
      </div>
    </div>
  )
}

function Figures({ stats }: { stats: CaptureStats }) {
  const { activity } = text.value
  const times = stats.capture_time_percentiles
  const seconds = (value: number | undefined) => (value === undefined ? '–' : `${number(value * 1000)} ms`)
  const figures = [
    [activity.captures, number(stats.successful_captures)],
    [
      activity.success,
      stats.total_captures === 0 ? '–' : percent(stats.successful_captures / stats.total_captures),
    ],
    [activity.median, seconds(times?.p50)],
    [activity.p95, seconds(times?.p95)],
    [activity.p99, seconds(times?.p99)],
    [activity.storage, bytes(stats.storage_used)],
  ]
  return (
    <dl class="figures">
      {figures.map(([name, value]) => (
        <div key={name} class="card">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Charts({ pictures }: { pictures: Awaited<ReturnType<typeof loadLastDay>> }) {
  const { activity } = text.value
  const hours = useMemo(() => perHour(pictures), [pictures])
  const times = useMemo(() => durations(pictures), [pictures])
  const delays = useMemo(() => exposureDelays(pictures), [pictures])
  const busiest = Math.max(...hours[1])
  return (
    <div class="charts">
      <Chart
        title={activity.perHour}
        summary={activity.perHourSummary(pictures.length, busiest)}
        data={hours}
        kind="bars"
        unit=""
      />
      <Chart
        title={activity.durations}
        summary={activity.durationsSummary(times[0].length)}
        data={times}
        kind="points"
        unit=" ms"
      />
      <Chart
        title={activity.ages}
        summary={activity.agesSummary(delays[0].length)}
        data={delays}
        kind="points"
        unit=" ms"
      />
    </div>
  )
}

function Failures({ stats }: { stats: CaptureStats }) {
  const { activity, errors } = text.value
  const failures = Object.entries(stats.failures_by_code).filter(([, count]) => count)
  return (
    <section class="card">
      <h2>{activity.failures}</h2>
      {failures.length === 0 ? (
        <p class="empty">{activity.noFailures}</p>
      ) : (
        <ul class="failures">
          {failures.map(([code, count]) => (
            <li key={code}>
              <strong>{number(count ?? 0)}</strong>
              <span>
                {errors.codes[code as keyof typeof errors.codes]} <code>{code}</code>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** The result of a benchmark, and its section in docs/BENCHMARKS.md. */
export interface Section {
  title: string
  /** How it was measured, in a sentence or three. */
  method: string
  columns: string[]
  rows: (string | number)[][]
  /** What the figures say about the target. */
  verdict: string[]
}

export function section(name: string, { title, method, columns, rows, verdict }: Section): string {
  const line = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`
  const table = [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')
  const measured = new Date().toISOString().slice(0, 10)
  return `## ${title}\n\n${method} (\`npm run bench -- ${name}\`, ${measured})\n\n${table}\n\n${verdict.map((item) => `- ${item}`).join('\n')}\n`
}

export function quantile(values: number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
}

export const median = (values: number[]) => quantile(values, 0.5)

/** `12.3 (11.9–14.0)`: the median and the range. */
export function spread(values: number[], digits = 1): string {
  return `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)})`
}

import type { Problem } from '../../runtime/captures/verify/problem.ts'
import { verify } from '../../runtime/captures/verify/verify.ts'

/** Returns all that `verify` finds in a folder. */
export async function problemsOf(folder: string): Promise<Problem[]> {
  const problems: Problem[] = []
  await verify(folder, undefined, (problem) => problems.push(problem))
  return problems
}

/** The same as lines of text: the name and what is wrong with it. */
export async function problemLinesOf(folder: string): Promise<string[]> {
  return (await problemsOf(folder)).map(({ name, problem }) => `${name} ${problem}`)
}

/**
 * Writes the client's types out in full, with their documentation, as the files of src/api/. Those of source/ are made from
 * the schemas that validate requests and the types that the handlers answer with; the published package needs neither zod
 * nor the service.
 */
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import ts from 'typescript'
import { createPrinter } from './print.ts'

const SOURCE = join(import.meta.dirname, 'source')
/** In this order: TypeScript gives a union's members as it first met them, and ErrorCode's are met in many a source. */
const FILENAMES = ['errors.ts', 'captures.ts', 'camera.ts', 'service.ts']
const HEADER = `/** The service's own types. Generated from its schemas by types/generate.ts (npm run build:client); not edited by hand. */\n`

/** The text of each file of src/api/, by its name, as the service's sources have it now. Throws where they do not compile. */
export function generateApiTypes(): Map<string, string> {
  const { config } = ts.readConfigFile(join(import.meta.dirname, '../../tsconfig.json'), ts.sys.readFile)
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, import.meta.dirname)
  const program = ts.createProgram(
    FILENAMES.map((filename) => join(SOURCE, filename)),
    options,
  )
  const checker = program.getTypeChecker()
  const symbolsByFile = new Map(FILENAMES.map((filename) => [filename, exportsOf(filename, program)]))
  const symbols = [...symbolsByFile.values()].flat()
  const typeOf = (symbol: ts.Symbol) => checker.getDeclaredTypeOfSymbol(symbol)
  const unknown = symbols.filter((symbol) => typeOf(symbol).flags & ts.TypeFlags.Any)
  if (unknown.length > 0)
    throw new Error(`no type is known of ${unknown.map(({ name }) => name).join(', ')}: run tsc`)

  const namesByType = new Map(symbols.map((symbol) => [typeOf(symbol), symbol.name]))
  const generate = (own: ts.Symbol[]): string => {
    const used = new Set<string>()
    const declaration = createPrinter(checker, namesByType, (name) => used.add(name))
    const declarations = own.map((symbol) => `\n${declaration(symbol, typeOf(symbol))}`)
    const imports = [...symbolsByFile].map(([filename, theirs]) => {
      const names = theirs === own ? [] : theirs.map(({ name }) => name).filter((name) => used.has(name))
      return names.length === 0 ? '' : `import type { ${names.sort().join(', ')} } from './${filename}'\n`
    })
    return format([HEADER, ...imports, ...declarations].join(''))
  }
  return new Map([...symbolsByFile].map(([filename, own]) => [filename, generate(own)]))
}

function exportsOf(filename: string, program: ts.Program): ts.Symbol[] {
  const checker = program.getTypeChecker()
  const file = program.getSourceFile(join(SOURCE, filename))
  const module = file && checker.getSymbolAtLocation(file)
  if (!module) throw new Error(`${filename} exports nothing`)
  return checker.getExportsOfModule(module)
}

/** As the linter wants every source. */
function format(text: string): string {
  const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome')
  const options = ['format', '--stdin-file-path=client/src/api/types.ts']
  return execFileSync(process.execPath, [biome, ...options], { input: text, encoding: 'utf8' })
}

/** Writes the types of source.ts out in full, with their documentation, as src/api.ts. */
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import ts from 'typescript'

const SOURCE = join(import.meta.dirname, 'source.ts')
const HEADER = `/** The service's own types. Generated from its schemas by types/generate.ts (npm run build:client); not edited by hand. */\n`

/** The text of src/api.ts as the service's sources have it now. Throws where they do not compile. */
export function generateApiTypes(): string {
  const { config } = ts.readConfigFile(join(import.meta.dirname, '../../tsconfig.json'), ts.sys.readFile)
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, import.meta.dirname)
  const program = ts.createProgram([SOURCE], options)
  const checker = program.getTypeChecker()
  const file = program.getSourceFile(SOURCE)
  const module = file && checker.getSymbolAtLocation(file)
  if (!module) throw new Error(`${SOURCE} exports nothing`)
  const exported = checker.getExportsOfModule(module)
  const typesByName = new Map(
    exported.map((symbol) => [symbol.name, checker.getDeclaredTypeOfSymbol(symbol)]),
  )
  const unknown = [...typesByName].filter(([, type]) => type.flags & ts.TypeFlags.Any)
  if (unknown.length > 0)
    throw new Error(`no type is known of ${unknown.map(([name]) => name).join(', ')}: run tsc`)

  const printer = createPrinter(checker, typesByName)
  return format(HEADER + exported.map((symbol) => printer.declaration(symbol)).join(''))
}

/** As the linter wants every source. */
function format(text: string): string {
  const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome')
  const options = ['format', '--stdin-file-path=client/src/api.ts']
  return execFileSync(process.execPath, [biome, ...options], { input: text, encoding: 'utf8' })
}

/** Partial and its like are TypeScript's own, and their documentation says nothing of our types. */
function isOurs(symbol: ts.Symbol | undefined): boolean {
  return symbol?.declarations?.some((declaration) => ts.isInterfaceDeclaration(declaration)) ?? false
}

function createPrinter(checker: ts.TypeChecker, typesByName: Map<string, ts.Type>) {
  const namesByType = new Map([...typesByName].map(([name, type]) => [type, name]))

  const print = (type: ts.Type, indent: string, mayBeName = true): string => {
    const name = namesByType.get(type)
    if (mayBeName && name !== undefined) return name
    if (type.flags & ts.TypeFlags.Boolean) return 'boolean'
    if (type.isUnion()) return printUnion(type, indent)
    if (checker.isArrayType(type)) {
      const [element] = checker.getTypeArguments(type as ts.TypeReference)
      const printed = print(element as ts.Type, indent)
      return printed.includes('|') && !printed.includes('{') ? `(${printed})[]` : `${printed}[]`
    }
    const index = type.getStringIndexType()
    if (index) return `Record<string, ${print(index, indent)}>`
    if (type.flags & ts.TypeFlags.Object) return printObject(type, indent)
    return checker.typeToString(type, undefined, ts.TypeFormatFlags.UseSingleQuotesForStringLiteralType)
  }

  /** A named union stays a name inside another one, as in `ImageFormat | null`. */
  const printUnion = (type: ts.UnionType, indent: string): string => {
    const parts = new Set<string>()
    let rest = type.types
    for (const [named, name] of namesByType) {
      if (!named.isUnion() || named === type || !named.types.every((part) => rest.includes(part))) continue
      parts.add(name)
      rest = rest.filter((part) => !named.types.includes(part))
    }
    for (const part of rest)
      parts.add(part.flags & ts.TypeFlags.BooleanLiteral ? 'boolean' : print(part, indent))
    // TypeScript keeps null and undefined first; people write them last.
    const last = ['null', 'undefined'].filter((part) => parts.delete(part))
    return [...parts, ...last].join(' | ')
  }

  const printObject = (type: ts.Type, indent: string): string => {
    const inner = `${indent}  `
    const lines = type.getProperties().map((property) => {
      const optional = property.flags & ts.SymbolFlags.Optional ? '?' : ''
      const text = print(checker.getTypeOfSymbol(property), inner)
      return `${documentation(property, inner)}${inner}${property.name}${optional}: ${text}\n`
    })
    return `{\n${lines.join('')}${indent}}`
  }

  const documentation = (symbol: ts.Symbol, indent: string): string => {
    const text = ts.displayPartsToString(symbol.getDocumentationComment(checker)).replaceAll(/\s+/g, ' ')
    return text === '' ? '' : `${indent}/** ${text} */\n`
  }

  return {
    declaration(symbol: ts.Symbol): string {
      const { name } = symbol
      const type = typesByName.get(name) as ts.Type
      const comment = documentation(symbol, '') || (isOurs(type.symbol) ? documentation(type.symbol, '') : '')
      const text = print(type, '', false)
      return `\n${comment}${text.startsWith('{') ? `export interface ${name} ${text}` : `export type ${name} = ${text}`}\n`
    },
  }
}

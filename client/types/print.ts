/** Types written out in full, down to those that have a name of their own. */
import ts from 'typescript'

/**
 * Gives a function that writes the declaration of an exported type under its documentation. `namesByType`: the types that keep
 * their names; `onName` is told of each name that was written in place of its type.
 */
export function createPrinter(
  checker: ts.TypeChecker,
  namesByType: Map<ts.Type, string>,
  onName: (name: string) => void,
) {
  const named = (name: string) => {
    onName(name)
    return name
  }

  const print = (type: ts.Type, indent: string): string => {
    const name = namesByType.get(type)
    return name === undefined ? printInFull(type, indent) : named(name)
  }

  const printInFull = (type: ts.Type, indent: string): string => {
    if (type.flags & ts.TypeFlags.Boolean) return 'boolean'
    if (type.isUnion()) return printUnion(type, indent)
    if (checker.isArrayType(type)) {
      const [element] = checker.getTypeArguments(type as ts.TypeReference)
      const printed = print(element as ts.Type, indent)
      return printed.includes('|') && !printed.includes('{') ? `(${printed})[]` : `${printed}[]`
    }
    const index = type.getStringIndexType()
    if (index) return `Record<string, ${print(index, indent)}>`
    if (type.flags & ts.TypeFlags.Object) return printObject(type.getProperties(), indent)
    return checker.typeToString(type, undefined, ts.TypeFormatFlags.UseSingleQuotesForStringLiteralType)
  }

  /** A named union stays a name inside another one, as in `ImageFormat | null`. */
  const printUnion = (type: ts.UnionType, indent: string): string => {
    const parts = new Set<string>()
    let rest = type.types
    for (const [other, name] of namesByType) {
      if (!other.isUnion() || other === type || !other.types.every((part) => rest.includes(part))) continue
      parts.add(named(name))
      rest = rest.filter((part) => !other.types.includes(part))
    }
    for (const part of rest)
      parts.add(part.flags & ts.TypeFlags.BooleanLiteral ? 'boolean' : print(part, indent))
    // TypeScript keeps null and undefined first; people write them last.
    const last = ['null', 'undefined'].filter((part) => parts.delete(part))
    return [...parts, ...last].join(' | ')
  }

  const printObject = (properties: ts.Symbol[], indent: string): string => {
    const inner = `${indent}  `
    const types = properties.map((property) => {
      const optional = property.flags & ts.SymbolFlags.Optional ? '?' : ''
      return `${optional}: ${print(checker.getTypeOfSymbol(property), inner)}`
    })
    const union = unionOf(properties.map(({ name }) => name))
    if (union !== undefined && new Set(types).size === 1) return `{ [Key in ${named(union)}]${types[0]} }`
    const lines = properties.map(
      (property, index) => `${documentation(property, inner)}${inner}${property.name}${types[index]}\n`,
    )
    return `{\n${lines.join('')}${indent}}`
  }

  /** The named union whose members are these keys, as in `Record<ErrorCode, number>`. */
  const unionOf = (keys: string[]): string | undefined => {
    const wanted = [...keys].sort().join()
    for (const [type, name] of namesByType) {
      if (!type.isUnion()) continue
      const members = type.types.map((member) => (member.isStringLiteral() ? member.value : ''))
      if (members.sort().join() === wanted) return name
    }
  }

  const documentation = (symbol: ts.Symbol, indent = ''): string => {
    const text = ts.displayPartsToString(symbol.getDocumentationComment(checker)).replaceAll(/\s+/g, ' ')
    return text === '' ? '' : `${indent}/** ${text} */\n`
  }

  /** Where it extends types that have a name, only what it adds to them. */
  const printInterface = (name: string, type: ts.Type): string => {
    const bases = (type.isClassOrInterface() ? checker.getBaseTypes(type) : []).filter((base) =>
      namesByType.has(base),
    )
    const inherited = bases.flatMap((base) => base.getProperties().map((property) => property.name))
    const own = type.getProperties().filter((property) => !inherited.includes(property.name))
    const names = bases.map((base) => print(base, '')).join(', ')
    return `export interface ${name} ${names && `extends ${names} `}${printObject(own, '')}\n`
  }

  return (symbol: ts.Symbol, type: ts.Type): string => {
    const { name } = symbol
    const comment = documentation(symbol) || (isOurs(type.symbol) ? documentation(type.symbol) : '')
    if (type.flags & ts.TypeFlags.Object) return comment + printInterface(name, type)
    return `${comment}export type ${name} = ${printInFull(type, '')}\n`
  }
}

/** Partial and its like are TypeScript's own, and their documentation says nothing of our types. */
function isOurs(symbol: ts.Symbol | undefined): boolean {
  return symbol?.declarations?.some((declaration) => ts.isInterfaceDeclaration(declaration)) ?? false
}

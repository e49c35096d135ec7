import ts from 'typescript'

export interface Import {
  /** As written; undefined where it is no literal, so that nobody can say what it loads. */
  readonly specifier: string | undefined
  readonly line: number
}

/** Every import of a module, whatever its form: static, type-only, re-export, dynamic, `import('x').T`, `require`. */
export function importsOf(path: string, text: string): Import[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false)
  const found: Import[] = []
  const add = (at: ts.Node, node: ts.Node | undefined) => {
    const line = source.getLineAndCharacterOfPosition(at.getStart(source)).line + 1
    found.push({ specifier: node && ts.isStringLiteralLike(node) ? node.text : undefined, line })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier)
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) add(node, node.moduleSpecifier)
    else if (ts.isExternalModuleReference(node)) add(node, node.expression)
    else if (ts.isImportTypeNode(node))
      add(node, ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined)
    else if (augments(node)) add(node, node.name)
    else if (ts.isCallExpression(node) && loads(node.expression)) add(node, node.arguments[0])
    ts.forEachChild(node, visit)
  }
  visit(source)
  for (const reference of [...source.referencedFiles, ...source.typeReferenceDirectives]) {
    const line = source.getLineAndCharacterOfPosition(reference.pos).line + 1
    found.push({ specifier: reference.fileName, line })
  }
  return found
}

function loads(callee: ts.Expression): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true
  return ts.isIdentifier(callee) && callee.text === 'require'
}

/** `declare module 'x'`. With a star in its name it says what a bundler makes of files, and imports nothing. */
function augments(node: ts.Node): node is ts.ModuleDeclaration {
  return ts.isModuleDeclaration(node) && ts.isStringLiteral(node.name) && !node.name.text.includes('*')
}

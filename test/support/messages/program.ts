// The sources as the compiler sees them: what each name stands for, and who calls which function.
import path from 'node:path';

import type { CallExpression, Identifier, NewExpression, Node, SourceFile } from 'typescript/unstable/ast';
import {
  isCallExpression,
  isExportSpecifier,
  isIdentifier,
  isImportSpecifier,
  isNewExpression,
  isPrivateIdentifier,
  isPropertyAccessExpression,
} from 'typescript/unstable/ast/is';
import { API, type Checker, type Symbol as CompilerSymbol, SymbolFlags } from 'typescript/unstable/sync';

import { root } from '../code-blocks.js';

export type Call = CallExpression | NewExpression;

/** Names and calls of every file under src. */
export interface SourceProgram {
  readonly files: readonly SourceFile[];
  /** The declaration that a name stands for; undefined for what is declared outside of src. */
  declarationOf(name: Node): Node | undefined;
  /** Every call of the function, class or constant declared at `declaration`. */
  callsOf(declaration: Node): readonly Call[];
  /** Whether it is also handed on as a value, so that not every call of it is known. */
  isPassedOn(declaration: Node): boolean;
}

export function* nodesUnder(node: Node): Generator<Node> {
  yield node;
  const children: Node[] = [];
  node.forEachChild((child) => {
    children.push(child);
    return undefined;
  });
  for (const child of children) yield* nodesUnder(child);
}

/** Runs `work` on the program of tsconfig.json. */
export function withProgram<T>(work: (program: SourceProgram) => T): T {
  const api = new API({ cwd: root });
  try {
    const snapshot = api.updateSnapshot({ openProjects: [path.join(root, 'tsconfig.json')] });
    const { program, checker } = snapshot.getProjects()[0]!;
    const folder = path.join(root, 'src') + path.sep;
    const names = program.getSourceFileNames().filter((name) => name.startsWith(folder));
    return work(
      indexed(
        names.map((name) => program.getSourceFile(name)!),
        checker,
      ),
    );
  } finally {
    api.close();
  }
}

function indexed(files: readonly SourceFile[], checker: Checker): SourceProgram {
  const declarations = new Map<Node, Node>();
  const calls = new Map<Node, Call[]>();
  const passedOn = new Set<Node>();
  const declared = new Map<number, Node | undefined>();
  const declarationOf = (symbol: CompilerSymbol): Node | undefined => {
    if (!declared.has(symbol.id)) {
      const isAlias = (symbol.flags & SymbolFlags.Alias) !== 0;
      const meant = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
      declared.set(symbol.id, meant.valueDeclaration?.resolve());
    }
    return declared.get(symbol.id);
  };
  for (const file of files) {
    const names = [...nodesUnder(file)].filter((node) => isIdentifier(node) || isPrivateIdentifier(node));
    for (const [i, symbol] of checker.getSymbolAtLocation(names).entries()) {
      const declaration = symbol === undefined ? undefined : declarationOf(symbol);
      if (declaration === undefined) continue;
      const name = names[i]!;
      declarations.set(name, declaration);
      const call = callOf(name as Identifier);
      if (call === undefined) {
        if (isUse(name)) passedOn.add(declaration);
      } else {
        calls.set(declaration, [...(calls.get(declaration) ?? []), call]);
      }
    }
  }
  return {
    files,
    declarationOf: (name) => declarations.get(name),
    callsOf: (declaration) => calls.get(declaration) ?? [],
    isPassedOn: (declaration) => passedOn.has(declaration),
  };
}

/** The call that `name` is the called function or class of. */
function callOf(name: Node): Call | undefined {
  const called = isPropertyAccessExpression(name.parent) && name.parent.name === name ? name.parent : name;
  const { parent } = called;
  const isCall = isCallExpression(parent) || isNewExpression(parent);
  return isCall && parent.expression === called ? parent : undefined;
}

/** Not where it is declared, imported, exported or named as a type. */
function isUse(name: Node): boolean {
  const { parent } = name;
  if (isImportSpecifier(parent) || isExportSpecifier(parent)) return false;
  return (parent as { readonly name?: Node }).name !== name || isPropertyAccessExpression(parent);
}

// Functions of the sources: how they are called, what they return.
import type { FunctionLikeDeclaration, Node } from 'typescript/unstable/ast';
import {
  isArrayLiteralExpression,
  isArrowFunction,
  isBlock,
  isConstructorDeclaration,
  isFunctionDeclaration,
  isFunctionExpression,
  isMethodDeclaration,
  isPropertyAssignment,
  isReturnStatement,
  isVariableDeclaration,
} from 'typescript/unstable/ast/is';

import { nodesUnder } from './program.js';

/** What has parameters and a body. */
export const isFunction = (node: Node): node is FunctionLikeDeclaration =>
  isFunctionDeclaration(node) ||
  isArrowFunction(node) ||
  isFunctionExpression(node) ||
  isMethodDeclaration(node) ||
  isConstructorDeclaration(node);

/** What a call of `made` names: its own declaration, the constant that holds it, or the class that it constructs. */
export function calledAs(made: FunctionLikeDeclaration): Node {
  const { parent } = made;
  if (isConstructorDeclaration(made)) return parent;
  return isVariableDeclaration(parent) || isPropertyAssignment(parent) ? parent : made;
}

/** Every value that a function returns, each item of a list that is written out. */
export function returned({ body }: FunctionLikeDeclaration): Node[] {
  if (body === undefined) return [];
  if (!isBlock(body)) return [body];
  return [...nodesUnder(body)]
    .filter(isReturnStatement)
    .flatMap(({ expression }) => (expression === undefined ? [] : [expression]))
    .flatMap((value) => (isArrayLiteralExpression(value) ? [...value.elements] : [value]));
}

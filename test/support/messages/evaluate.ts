// Every text that an expression can stand for, with a hole for each part that is only known when the program runs.
import type {
  Expression,
  FunctionLikeDeclaration,
  Node,
  ParameterDeclaration,
} from 'typescript/unstable/ast';
import {
  isAsExpression,
  isBinaryExpression,
  isCallExpression,
  isConditionalExpression,
  isElementAccessExpression,
  isIdentifier,
  isNonNullExpression,
  isNoSubstitutionTemplateLiteral,
  isObjectLiteralExpression,
  isParameterDeclaration,
  isParenthesizedExpression,
  isPrivateIdentifier,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isStringLiteral,
  isTemplateExpression,
  isVariableDeclaration,
} from 'typescript/unstable/ast/is';

import { calledAs, isFunction, returned } from './functions.js';
import type { Call, SourceProgram } from './program.js';

/** Stands for a part that is only known when the program runs. */
export const hole = '{}';
/** Stands for the message of another error. */
export const messageHole = '{message}';
/** Functions whose result is a value of the user's. */
const opaque = new Set(['shown']);
/** Words of a query: it is part of no message, and its pieces go together in very many ways. */
const sql = /SELECT|TRY_CAST|CASE WHEN|regexp_|count\(\*\)|::[A-Z]/;
/** A part with more texts is a name, which no message translates. */
const mostChoices = 40;
const deepest = 12;

type Bound = ReadonlyMap<Node, readonly string[]>;
type Texts = readonly string[];

/** Evaluates texts; one evaluator remembers nothing but the program. */
export class TextEvaluator {
  readonly program: SourceProgram;

  constructor(program: SourceProgram) {
    this.program = program;
  }

  /** Every text of `expression`, over all known callers of the functions around it. */
  textsOf(expression: Expression): Texts {
    return [...new Set(this.#overCallers(expression, new Map(), 0))];
  }

  #overCallers(expression: Expression, bound: Bound, depth: number): Texts {
    const asked = new Set<ParameterDeclaration>();
    const plain = this.#texts(expression, bound, asked, 0);
    if (asked.size === 0 || depth > 6) return plain;
    const made = [...asked][0]!.parent as FunctionLikeDeclaration;
    const name = calledAs(made);
    const calls = this.program.callsOf(name);
    const texts = calls.flatMap((call) => {
      const given = this.#given(made, call, depth);
      return this.#overCallers(expression, new Map([...bound, ...given]), depth + 1);
    });
    const open = calls.length === 0 || this.program.isPassedOn(name) ? plain : [];
    return [...new Set([...texts, ...open])];
  }

  /** What one call gives for each parameter. */
  #given(made: FunctionLikeDeclaration, call: Call, depth: number): Bound {
    return new Map(
      made.parameters.map((parameter, i) => {
        const value = call.arguments?.[i] ?? parameter.initializer;
        if (value === undefined || parameter.dotDotDotToken !== undefined) return [parameter, [hole]];
        return [parameter, this.#overCallers(value, new Map(), depth + 1)];
      }),
    );
  }

  #texts(node: Node | undefined, bound: Bound, asked: Set<ParameterDeclaration>, depth: number): Texts {
    if (node === undefined || depth > deepest) return [hole];
    const go = (next: Node | undefined): Texts => this.#texts(next, bound, asked, depth + 1);
    if (isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node)) return [node.text];
    if (isParenthesizedExpression(node) || isAsExpression(node) || isNonNullExpression(node))
      return go(node.expression);
    if (isTemplateExpression(node)) {
      const parts = node.templateSpans.flatMap((span) => [go(span.expression), [span.literal.text]]);
      return joined([[node.head.text], ...parts]);
    }
    if (isConditionalExpression(node)) return [...new Set([...go(node.whenTrue), ...go(node.whenFalse)])];
    if (isBinaryExpression(node)) return this.#binary(node, go);
    if (isCallExpression(node)) return this.#called(node, go, depth);
    if (isPropertyAccessExpression(node) && node.name.text === 'message') return [messageHole];
    if (isElementAccessExpression(node)) return this.#anyOf(node.expression, go);
    if (isIdentifier(node) || isPropertyAccessExpression(node))
      return this.#named(isIdentifier(node) ? node : node.name, bound, asked, go);
    return [hole];
  }

  #binary(
    { operatorToken, left, right }: { operatorToken: Node; left: Node; right: Node },
    go: (next: Node) => Texts,
  ): Texts {
    const operator = operatorToken.getText();
    if (operator === '+') return joined([go(left), go(right)]);
    return operator === '??' || operator === '||' ? [...new Set([...go(left), ...go(right)])] : [hole];
  }

  #named(
    name: Node,
    bound: Bound,
    asked: Set<ParameterDeclaration>,
    go: (next: Node | undefined) => Texts,
  ): Texts {
    const declaration = this.program.declarationOf(name);
    if (declaration === undefined) return [hole];
    if (isParameterDeclaration(declaration)) {
      const known = bound.get(declaration);
      if (known === undefined && isFunction(declaration.parent)) asked.add(declaration);
      return known ?? [hole];
    }
    return isVariableDeclaration(declaration) && isIdentifier(declaration.name)
      ? go(declaration.initializer)
      : [hole];
  }

  /** Every member of an object that is written out, where one is chosen when the program runs. */
  #anyOf(object: Node, go: (next: Node | undefined) => Texts): Texts {
    const declaration = isIdentifier(object) ? this.program.declarationOf(object) : undefined;
    const written =
      declaration !== undefined && isVariableDeclaration(declaration) ? declaration.initializer : object;
    if (written === undefined || !isObjectLiteralExpression(written)) return [hole];
    return written.properties.flatMap((member) =>
      isPropertyAssignment(member) ? go(member.initializer) : [hole],
    );
  }

  /** Every text that the function declared as `made` returns. */
  returnedBy(made: FunctionLikeDeclaration): Texts {
    return [...new Set(returned(made).flatMap((value) => this.textsOf(value as Expression)))];
  }

  /** What a function returns, with the arguments of this call. */
  #called(call: Call, go: (next: Node | undefined) => Texts, depth: number): Texts {
    const called = isPropertyAccessExpression(call.expression) ? call.expression.name : call.expression;
    if (!isIdentifier(called) && !isPrivateIdentifier(called)) return [hole];
    const declaration = this.program.declarationOf(called);
    if (declaration === undefined || opaque.has(called.text)) return [hole];
    const made = isVariableDeclaration(declaration) ? declaration.initializer : declaration;
    if (made === undefined || !isFunction(made) || made.body === undefined) return [hole];
    const given = new Map<Node, Texts>(
      made.parameters.map((parameter, i) => [parameter, go(call.arguments?.[i] ?? parameter.initializer)]),
    );
    const texts = returned(made).flatMap((value) => this.#texts(value, given, new Set(), depth + 1));
    return texts.length === 0 ? [hole] : [...new Set(texts)];
  }
}

/** Every way of putting one text of each part together. */
function joined(parts: readonly Texts[]): Texts {
  let texts: Texts = [''];
  for (const part of parts) {
    const known = part.length > mostChoices || part.some((text) => sql.test(text)) ? [hole] : part;
    texts = [...new Set(texts.flatMap((text) => known.map((next) => text + next)))];
  }
  return texts;
}

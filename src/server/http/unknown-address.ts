import type { FastifyInstance } from 'fastify';

import { Problem } from './problem.js';

/** Most characters of a name in an address. */
export const longestName = 512;

interface KnownAddress {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

/** The addresses of an application, as its routes are added to it. */
export class Addresses {
  readonly #known = new Map<string, KnownAddress>();

  constructor(app: FastifyInstance) {
    app.addHook('onRoute', ({ url, method }) => this.#add(url, [method].flat()));
  }

  /** What is wrong with a request that no route answers, and the methods that the address has. */
  problemOf(url: string): { readonly problem: Problem; readonly allow: string | null } {
    const address = url.replace(/[?#].*$/s, '');
    const methods = [...this.#known.values()].flatMap((one) =>
      one.pattern.test(address) ? [...one.methods] : [],
    );
    if (methods.length === 0) return { problem: new Problem('NOT_FOUND', 'no such address'), allow: null };
    const allow = [...new Set(methods)].sort().join(', ');
    return { problem: new Problem('WRONG_METHOD', `the address takes ${allow}`), allow };
  }

  #add(url: string, methods: readonly string[]): void {
    if (url === '*') return;
    const name = `[^/]{1,${longestName}}`;
    const pattern = new RegExp(`^${url.replaceAll('.', '\\.').replace(/:[a-z]+/gi, name)}$`);
    const known = this.#known.get(url) ?? { pattern, methods: new Set<string>() };
    for (const method of methods) known.methods.add(method);
    this.#known.set(url, known);
  }
}

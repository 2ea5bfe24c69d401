// Cycles and floors of an import graph: nodes are names, arrows are pairs [from, to].

/** The strongly connected components (Tarjan 1972). One of more than one node is a cycle. */
export function componentsOf(nodes, arrows) {
  const next = new Map(nodes.map((node) => [node, []]));
  for (const [from, to] of arrows) next.get(from).push(to);
  const index = new Map();
  const low = new Map();
  const stack = [];
  const found = [];
  const visit = (node) => {
    index.set(node, index.size);
    low.set(node, index.get(node));
    stack.push(node);
    for (const to of next.get(node)) {
      if (!index.has(to)) {
        visit(to);
        low.set(node, Math.min(low.get(node), low.get(to)));
      } else if (stack.includes(to)) low.set(node, Math.min(low.get(node), index.get(to)));
    }
    if (low.get(node) === index.get(node)) found.push(stack.splice(stack.indexOf(node)));
  };
  for (const node of nodes) if (!index.has(node)) visit(node);
  return found;
}

/** The longest chain of nodes along the arrows, where the nodes of a cycle stand on one floor each. */
export function floorsOf(nodes, arrows) {
  const components = componentsOf(nodes, arrows);
  const owner = new Map(components.flatMap((members, i) => members.map((node) => [node, i])));
  const height = [];
  // Tarjan's order: what a component imports comes before it.
  for (const [i, members] of components.entries()) {
    const below = arrows
      .filter(([from, to]) => owner.get(from) === i && owner.get(to) !== i)
      .map(([, to]) => height[owner.get(to)]);
    height[i] = members.length + Math.max(0, ...below);
  }
  return Math.max(0, ...height);
}

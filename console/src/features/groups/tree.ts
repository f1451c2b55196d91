import type { Group } from '../../api/types';

export interface Node {
  group: Group;
  depth: number;
  children: boolean;
}

/** The rows of the tree that are to be seen, children below their parents by name. */
export function visibleNodes(groups: Group[], closed: Set<string>): Node[] {
  const below = new Map<string | null, Group[]>();
  const ids = new Set(groups.map((g) => g.id));
  for (const g of groups) {
    const parent = g.parentId && ids.has(g.parentId) ? g.parentId : null;
    below.set(parent, [...(below.get(parent) ?? []), g]);
  }
  const out: Node[] = [];
  const walk = (parent: string | null, depth: number) => {
    for (const group of (below.get(parent) ?? []).toSorted((a, b) => a.name.localeCompare(b.name))) {
      const children = below.has(group.id);
      out.push({ group, depth, children });
      if (children && !closed.has(group.id)) walk(group.id, depth + 1);
    }
  };
  walk(null, 0);
  return out;
}

import { IconChevronRight } from '@tabler/icons-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useGroups } from '../../app/queries';
import { formatNumber } from '../../ui/format';
import { clean } from '../../ui/hostile';
import { visibleNodes } from './tree';

/** The tree of groups; arrow keys walk and fold it, Enter or a click chooses. */
export function GroupTree({
  value,
  onPick,
  count = (g) => g.devicesInSubtree,
}: {
  value?: string;
  onPick: (id: string) => void;
  count?: (g: ReturnType<typeof useGroups>[number]) => number | null;
}) {
  const { t } = useTranslation();
  const groups = useGroups();
  const [closed, setClosed] = useState<Set<string>>(new Set());
  const [at, setAt] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const nodes = visibleNodes(groups, closed);
  const current = Math.max(
    0,
    nodes.findIndex((n) => n.group.id === (at ?? value)),
  );
  const fold = (id: string, shut: boolean) =>
    setClosed((was) => {
      const next = new Set(was);
      shut ? next.add(id) : next.delete(id);
      return next;
    });
  const focus = (i: number) => {
    const node = nodes[Math.max(0, Math.min(nodes.length - 1, i))];
    if (!node) return;
    setAt(node.group.id);
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-id="${node.group.id}"]`)?.focus());
  };
  const key = (e: KeyboardEvent, i: number) => {
    const n = nodes[i];
    const open = n.children && !closed.has(n.group.id);
    if (e.key === 'ArrowDown') focus(i + 1);
    else if (e.key === 'ArrowUp') focus(i - 1);
    else if (e.key === 'ArrowRight') open ? focus(i + 1) : fold(n.group.id, false);
    else if (e.key === 'ArrowLeft')
      open ? fold(n.group.id, true) : focus(nodes.findIndex((x) => x.group.id === n.group.parentId));
    else if (e.key === 'Enter' || e.key === ' ') onPick(n.group.id);
    else return;
    e.preventDefault();
  };
  return (
    <div className="tree card" role="tree" aria-label={t('group.tree')} ref={box}>
      {nodes.map(({ group, depth, children }, i) => {
        const open = !closed.has(group.id);
        const n = count(group);
        return (
          <div
            key={group.id}
            role="treeitem"
            data-id={group.id}
            aria-level={depth + 1}
            aria-expanded={children ? open : undefined}
            aria-selected={value === group.id}
            tabIndex={i === current ? 0 : -1}
            className="tree-row"
            style={{ paddingLeft: depth * 16 + 4 }}
            onKeyDown={(e) => key(e, i)}
            onClick={() => onPick(group.id)}
          >
            {children ? (
              <IconChevronRight
                className="twist"
                size={16}
                aria-hidden
                style={open ? { transform: 'rotate(90deg)' } : undefined}
                onClick={(e) => {
                  e.stopPropagation();
                  fold(group.id, open);
                }}
              />
            ) : (
              <span style={{ width: 16, flex: 'none' }} />
            )}
            <bdi className="clip">{clean(group.name, 60)}</bdi>
            {n !== null && <span className="count">{formatNumber(n)}</span>}
          </div>
        );
      })}
    </div>
  );
}

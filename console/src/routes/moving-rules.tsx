import { ActionIcon, Button, Modal } from '@mantine/core';
import { IconArrowDown, IconArrowsShuffle, IconArrowUp, IconGripVertical } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { MovingRule } from '../api/types';
import { queryClient, useMay } from '../app/queries';
import { clean } from '../ui/hostile';
import { ResourcePage } from '../ui/ResourcePage';
import { Tag } from '../ui/Status';
import { useProblemText } from '../ui/states';
import { toast } from '../ui/toast';

interface DryRun {
  total: number;
  moves: { deviceId: string; deviceName: string; from: string[] | null; to: string[]; ruleName: string }[];
}

export default function MovingRules() {
  const { t } = useTranslation();
  const may = useMay();
  const problem = useProblemText();
  const [dry, setDry] = useState<DryRun | null>(null);
  const [dragged, setDragged] = useState<string | null>(null);
  const fields = [
    { key: 'name', label: t('device.name'), kind: 'text' as const },
    { key: 'enabled', label: t('notification.enabled'), kind: 'switch' as const },
    { key: 'groupId', label: t('move.into'), kind: 'group' as const },
    {
      key: 'mode',
      label: t('rule.mode'),
      kind: 'select' as const,
      options: [
        { value: 'once', label: t('rule.modes.once') },
        { value: 'continuous', label: t('rule.modes.continuous') },
      ],
    },
    { key: 'onlyUnassigned', label: t('rule.onlyUnassigned'), kind: 'switch' as const },
    {
      key: 'namePattern',
      label: t('rule.namePattern'),
      kind: 'text' as const,
      help: t('rule.namePatternHelp'),
      optional: true,
    },
    {
      key: 'addressRange',
      label: t('rule.addressRange'),
      kind: 'text' as const,
      help: t('rule.addressRangeHelp'),
      optional: true,
    },
    { key: 'tag', label: t('rule.tag'), kind: 'text' as const, optional: true },
  ];
  const input = (x: MovingRule) => ({
    name: x.name,
    enabled: x.enabled,
    mode: x.mode,
    onlyUnassigned: x.onlyUnassigned,
    namePattern: x.namePattern,
    addressRange: x.addressRange,
    tag: x.tag,
    platform: x.platform,
    groupId: x.groupId,
  });
  const conditions = (x: MovingRule) =>
    [
      x.namePattern && t('rule.ifName', { value: clean(x.namePattern, 60) }),
      x.addressRange && t('rule.ifAddress', { value: clean(x.addressRange, 60) }),
      x.tag && t('rule.ifTag', { value: clean(x.tag, 60) }),
    ]
      .filter(Boolean)
      .join(t('rule.and'));
  const order = async (ids: string[]) => {
    const key = ['/moving-rules'];
    const was = queryClient.getQueryData<{ items: MovingRule[] }>(key);
    queryClient.setQueryData(key, { items: ids.map((id) => was?.items.find((r) => r.id === id)) });
    try {
      await api.post('/moving-rules/order', { ids });
    } catch (e) {
      queryClient.setQueryData(key, was);
      toast.failed(problem(e));
    }
  };
  const shift = (id: string, to: number | string) => {
    const ids = (queryClient.getQueryData<{ items: MovingRule[] }>(['/moving-rules'])?.items ?? []).map((r) => r.id);
    const from = ids.indexOf(id);
    const target = typeof to === 'string' ? ids.indexOf(to) : from + to;
    if (target < 0 || target >= ids.length || target === from) return;
    ids.splice(target, 0, ...ids.splice(from, 1));
    order(ids);
  };
  const can = may('devices');
  return (
    <>
      <ResourcePage<MovingRule>
        path="/moving-rules"
        title={t('nav.movingRules')}
        answer={t('rule.answer')}
        icon={IconArrowsShuffle}
        can={can}
        empty={{ title: t('rule.emptyTitle'), text: t('rule.empty') }}
        nameOf={(x) => x.name}
        actions={
          <Button
            variant="default"
            onClick={() => api.post<DryRun>('/moving-rules/dry-run').then(setDry, (e) => toast.failed(problem(e)))}
          >
            {t('rule.dryRun')}
          </Button>
        }
        columns={[
          ...(can
            ? [
                {
                  id: 'order',
                  header: t('rule.order'),
                  width: '120px',
                  render: (x: MovingRule) => (
                    <span
                      className="row tight nowrap"
                      draggable
                      onDragStart={() => setDragged(x.id)}
                      onDragOver={(e) => e.preventDefault()}
                      onDrop={() => {
                        if (dragged) shift(dragged, x.id);
                        setDragged(null);
                      }}
                      style={{ cursor: 'grab' }}
                    >
                      <IconGripVertical size={16} className="muted" aria-hidden />
                      <ActionIcon
                        size="sm"
                        variant="subtle"
                        color="gray"
                        aria-label={t('setting.up', { name: clean(x.name, 60) })}
                        onClick={() => shift(x.id, -1)}
                      >
                        <IconArrowUp size={14} aria-hidden />
                      </ActionIcon>
                      <ActionIcon
                        size="sm"
                        variant="subtle"
                        color="gray"
                        aria-label={t('setting.down', { name: clean(x.name, 60) })}
                        onClick={() => shift(x.id, 1)}
                      >
                        <IconArrowDown size={14} aria-hidden />
                      </ActionIcon>
                    </span>
                  ),
                },
              ]
            : []),
          {
            id: 'name',
            header: t('device.name'),
            width: 'minmax(160px,1.2fr)',
            phone: true,
            render: (x) => <bdi>{clean(x.name, 80)}</bdi>,
          },
          {
            id: 'if',
            header: t('rule.condition'),
            width: 'minmax(200px,1.6fr)',
            render: (x) => conditions(x) || <span className="muted">{t('rule.any')}</span>,
          },
          {
            id: 'to',
            header: t('move.into'),
            width: 'minmax(160px,1.2fr)',
            render: (x) => <bdi>{x.groupPath.map((g) => clean(g, 40)).join(' / ')}</bdi>,
          },
          { id: 'mode', header: t('rule.mode'), width: '150px', render: (x) => t(`rule.modes.${x.mode}`) },
          {
            id: 'state',
            header: t('command.state'),
            width: '110px',
            render: (x) => <Tag tone={x.enabled ? 'ok' : 'none'}>{t(x.enabled ? 'rule.on' : 'notification.off')}</Tag>,
          },
        ]}
        add={{
          title: t('rule.add'),
          fields,
          initial: {
            name: '',
            enabled: true,
            groupId: null,
            mode: 'once',
            onlyUnassigned: true,
            namePattern: '',
            addressRange: '',
            tag: '',
            platform: '',
          },
        }}
        edit={{ title: t('rule.edit'), fields, method: 'put', initial: input }}
        more={[
          {
            label: t('rule.run'),
            run: (x) =>
              api
                .post<{ moved: number }>(`/moving-rules/${x.id}/run`)
                .then((r) => toast.ok(t('rule.ran', { count: r.moved }))),
          },
        ]}
        remove={{
          button: t('common.delete'),
          title: (name) => t('rule.deleteTitle', { name }),
          help: t('rule.deleteHelp'),
        }}
      />
      {dry && (
        <Modal opened onClose={() => setDry(null)} size="lg" title={t('rule.dryTitle', { count: dry.total })}>
          {dry.moves.length === 0 ? (
            <span className="muted">{t('rule.dryNone')}</span>
          ) : (
            <table className="diff">
              <thead>
                <tr>
                  <th>{t('event.device')}</th>
                  <th>{t('common.from')}</th>
                  <th>{t('move.into')}</th>
                  <th>{t('rule.one')}</th>
                </tr>
              </thead>
              <tbody>
                {dry.moves.map((m) => (
                  <tr key={m.deviceId}>
                    <td>
                      <bdi>{clean(m.deviceName, 60)}</bdi>
                    </td>
                    <td className="was">
                      {m.from ? m.from.map((g) => clean(g, 40)).join(' / ') : t('device.unassigned')}
                    </td>
                    <td>{m.to.map((g) => clean(g, 40)).join(' / ')}</td>
                    <td>
                      <bdi>{clean(m.ruleName, 60)}</bdi>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </Modal>
      )}
    </>
  );
}

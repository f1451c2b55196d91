import { Button, Chip } from '@mantine/core';
import {
  IconAdjustmentsHorizontal,
  IconHistory,
  IconPlayerPlay,
  IconTimelineEvent,
  IconUser,
} from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Page, TimelineItem } from '../../api/types';
import { Detail } from '../../ui/Detail';
import { clean } from '../../ui/hostile';
import { inLanguage, toneOf } from '../../ui/Status';
import { Empty, Failed, Lines } from '../../ui/states';
import { When } from '../../ui/Text';

const icons = {
  event: IconTimelineEvent,
  command: IconPlayerPlay,
  audit: IconUser,
  settings: IconAdjustmentsHorizontal,
};
const kinds = ['settings', 'command', 'event', 'audit'] as const;

/** Settings, commands, events and people's actions on a device in one stream. */
export function Timeline({ deviceId }: { deviceId: string }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<string[]>([...kinds]);
  const list = useInfiniteQuery({
    queryKey: ['device', deviceId, 'timeline'],
    queryFn: ({ pageParam }) => api.get<Page<TimelineItem>>(`/devices/${deviceId}/timeline`, { cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (p) => p.next,
  });
  if (list.error)
    return (
      <div className="card">
        <Failed error={list.error} retry={list.refetch} />
      </div>
    );
  if (list.isLoading)
    return (
      <div className="card pad">
        <Lines />
      </div>
    );
  const items = (list.data?.pages.flatMap((p) => p.items) ?? []).filter((x) => shown.includes(x.kind));
  return (
    <section className="card pad">
      <Chip.Group multiple value={shown} onChange={setShown}>
        <div className="row" style={{ marginBottom: 8 }}>
          {kinds.map((k) => (
            <Chip key={k} value={k} size="xs" variant="light">
              {t(`timeline.${k}`)}
            </Chip>
          ))}
        </div>
      </Chip.Group>
      {items.length === 0 && <Empty icon={IconHistory} title={t('timeline.empty')} />}
      <ol className="timeline">
        {items.map((x, i) => {
          const Icon = icons[x.kind];
          return (
            <li key={`${x.at}-${i}`}>
              <span className={`fg-${toneOf(x.level)}`}>
                <Icon size={18} stroke={1.75} aria-label={t(`timeline.${x.kind}`)} />
              </span>
              <div>
                <bdi>{clean(inLanguage(x.title), 300)}</bdi>
                {x.actor && (
                  <span className="muted">
                    {' '}
                    · <bdi>{clean(x.actor, 60)}</bdi>
                  </span>
                )}
                <div>
                  <Detail of={x.detail} />
                </div>
              </div>
              <span className="muted">
                <When at={x.at} />
              </span>
            </li>
          );
        })}
      </ol>
      {list.hasNextPage && (
        <Button variant="default" onClick={() => list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {t('common.more')}
        </Button>
      )}
    </section>
  );
}

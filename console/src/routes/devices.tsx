import { useTranslation } from 'react-i18next';
import { useGroups } from '../app/queries';
import { DeviceList } from '../features/devices/DeviceList';
import { GroupTree } from '../features/groups/GroupTree';
import { clean } from '../ui/hostile';
import { useParamsOfAddress } from '../ui/location';
import { Page } from '../ui/Page';

export default function Devices() {
  const { t } = useTranslation();
  const groups = useGroups();
  const [params, set] = useParamsOfAddress();
  const group = groups.find((g) => g.id === params.group);
  const name = group ? clean(group.name, 60) : t('device.managedTitle');
  const root = groups.find((g) => !g.parentId);
  const crumbs =
    group?.path.slice(0, -1).map((label, i) => ({
      label,
      href:
        i === 0
          ? '/devices'
          : `/devices?group=${groups.find((g) => g.path.length === i + 1 && g.path.every((p, j) => group.path[j] === p))?.id ?? ''}`,
    })) ?? [];
  return (
    <Page
      fill
      title={name}
      name={name}
      crumbs={crumbs}
      answer={
        group && (group.critical || group.warning)
          ? t('group.answer', { critical: group.critical, warning: group.warning })
          : undefined
      }
    >
      <div className="split-main grow">
        <DeviceList
          assigned="managed"
          side={
            <GroupTree
              value={params.group ?? root?.id}
              onPick={(id) => set({ group: id === root?.id ? null : id }, true)}
            />
          }
        />
      </div>
    </Page>
  );
}

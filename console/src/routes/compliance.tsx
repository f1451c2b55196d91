import { ActionIcon, Button, Modal, NumberInput, Select, TagsInput } from '@mantine/core';
import { IconChecklist, IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { ComplianceRule, PeopleGroup, Simulation, Violation } from '../api/types';
import { useMay } from '../app/queries';
import { A } from '../ui/A';
import type { FormField } from '../ui/FormDialog';
import { formatNumber } from '../ui/format';
import { clean } from '../ui/hostile';
import { ResourcePage } from '../ui/ResourcePage';
import { Notice, Tag } from '../ui/Status';
import { Lines, useProblemText } from '../ui/states';
import { Until, When } from '../ui/Text';

const criteria = [
  'no-passcode',
  'os-below',
  'not-encrypted',
  'rooted',
  'silent',
  'app-absent',
  'app-present',
  'management-lost',
] as const;
const actions = ['message', 'block', 'lock', 'wipe-corporate'] as const;
type Values = Record<string, unknown>;
type Step = { afterMinutes: number; action: string };

const body = (v: Values, x?: ComplianceRule) => ({
  ...v,
  peopleGroupId: v.peopleGroupId === '' ? null : v.peopleGroupId,
  graceMinutes: Math.round(Number(v.graceHours) * 60),
  graceHours: undefined,
  simulate: undefined,
  revision: x?.revision,
});

function Steps({ value, set }: { value: Step[]; set: (v: Step[]) => void }) {
  const { t } = useTranslation();
  return (
    <fieldset className="stack" style={{ border: 0, padding: 0, margin: 0 }}>
      <legend style={{ fontWeight: 500 }}>{t('compliance.steps')}</legend>
      <span className="small muted">{t('compliance.stepsHelp')}</span>
      {value.map((s, i) => (
        <div className="row nowrap" key={`${i}${value.length}`} style={{ alignItems: 'flex-end' }}>
          <Select
            className="grow"
            label={i === 0 ? t('compliance.action') : undefined}
            aria-label={t('compliance.action')}
            data={actions.map((a) => ({ value: a, label: t(`compliance.actions.${a}`) }))}
            value={s.action}
            allowDeselect={false}
            comboboxProps={{ withinPortal: true }}
            onChange={(a) => set(value.map((x, j) => (j === i ? { ...x, action: a ?? x.action } : x)))}
          />
          <NumberInput
            label={i === 0 ? t('compliance.after') : undefined}
            aria-label={t('compliance.after')}
            suffix={` ${t('compliance.hours')}`}
            min={0}
            max={2160}
            decimalScale={2}
            w={150}
            value={s.afterMinutes / 60}
            onChange={(n) =>
              set(value.map((x, j) => (j === i ? { ...x, afterMinutes: Math.round(Number(n) * 60) } : x)))
            }
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('compliance.dropStep')}
            onClick={() => set(value.filter((_, j) => j !== i))}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      {value.length < 5 && (
        <div>
          <Button
            size="compact-sm"
            variant="light"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => set([...value, { afterMinutes: value.at(-1)?.afterMinutes ?? 0, action: 'lock' }])}
          >
            {t('compliance.addStep')}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

function Found({ of, steps }: { of: Simulation; steps: Step[] }) {
  const { t } = useTranslation();
  return (
    <Notice tone={of.broken > 0 ? 'warn' : 'ok'}>
      <b>
        {t('compliance.found', {
          count: of.broken,
          number: formatNumber(of.broken),
          phones: formatNumber(of.phones),
        })}
      </b>
      {of.unknown > 0 && <div>{t('compliance.unknown', { count: of.unknown, number: formatNumber(of.unknown) })}</div>}
      {of.broken > 0 && steps.some((s) => s.action === 'wipe-corporate') && <div>{t('compliance.wouldWipe')}</div>}
      {of.devices.length > 0 && (
        <ul className="scroll-list">
          {of.devices.map((d) => (
            <li key={d.id}>
              <A href={`/devices/${d.id}`}>
                <bdi>{clean(d.name, 60)}</bdi>
              </A>{' '}
              <span className="muted">{t(`platform.${d.platform}`, { defaultValue: d.platform })}</span>
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}

function Broken({ rule, close }: { rule: ComplianceRule; close: () => void }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['compliance', rule.id],
    queryFn: () => api.get<{ items: Violation[] }>(`/compliance-rules/${rule.id}/violations`),
  });
  return (
    <Modal opened onClose={close} size="lg" title={clean(rule.name, 100)}>
      {!data ? (
        <Lines />
      ) : data.items.length === 0 ? (
        <span className="muted">{t('compliance.nobody')}</span>
      ) : (
        <table className="diff">
          <thead>
            <tr>
              <th>{t('event.device')}</th>
              <th>{t('compliance.since')}</th>
              <th>{t('compliance.nextStep')}</th>
            </tr>
          </thead>
          <tbody>
            {data.items.map((v) => (
              <tr key={v.deviceId}>
                <td>
                  <A href={`/devices/${v.deviceId}`}>
                    <bdi>{clean(v.deviceName, 60)}</bdi>
                  </A>
                </td>
                <td>
                  <When at={v.since} />
                </td>
                <td>
                  {v.nextAction && v.nextAt ? (
                    <>
                      {t(`compliance.actions.${v.nextAction}`)} <Until at={v.nextAt} />
                    </>
                  ) : (
                    <span className="muted">
                      {v.lastAction ? t(`compliance.actions.${v.lastAction}`) : t('compliance.noMore')}
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Modal>
  );
}

/** Rules that phones must keep: with time to mend, notices and steps, and a look at whom they would meet. */
export default function Compliance() {
  const { t } = useTranslation();
  const may = useMay();
  const problem = useProblemText();
  const [found, setFound] = useState<Simulation | null>(null);
  const [fault, setFault] = useState('');
  const [shown, setShown] = useState<ComplianceRule | null>(null);
  const [steps, setSteps] = useState<Step[]>([]);
  const people = useQuery({
    queryKey: ['people', 'groups'],
    queryFn: () => api.get<{ items: PeopleGroup[] }>('/people-groups'),
    enabled: may('people') || may('view'),
  }).data;
  const simulate = async (v: Values) => {
    setFault('');
    try {
      setFound(await api.post<Simulation>('/compliance-rules/simulate', body({ ...v, name: v.name || 'x' })));
      setSteps((v.steps as Step[]) ?? []);
    } catch (e) {
      setFound(null);
      setFault(problem(e));
    }
  };
  const is =
    (...wanted: string[]) =>
    (v: Values) =>
      wanted.includes(String(v.criterion));
  const fields: FormField[] = [
    { key: 'name', label: t('device.name'), kind: 'text', max: 100 },
    { key: 'enabled', label: t('compliance.enabled'), kind: 'switch' },
    {
      key: 'criterion',
      label: t('compliance.criterion'),
      kind: 'select',
      options: criteria.map((c) => ({ value: c, label: t(`compliance.criteria.${c}`) })),
    },
    {
      key: 'minimumAndroid',
      label: t('compliance.minimumAndroid'),
      kind: 'text',
      optional: true,
      show: is('os-below'),
    },
    { key: 'minimumApple', label: t('compliance.minimumApple'), kind: 'text', optional: true, show: is('os-below') },
    { key: 'days', label: t('compliance.days'), kind: 'number', show: is('silent') },
    {
      key: 'apps',
      label: t('compliance.apps'),
      kind: 'custom',
      show: is('app-absent', 'app-present'),
      draw: (value, set, error) => (
        <TagsInput
          label={t('compliance.apps')}
          description={t('compliance.appsHelp')}
          value={(value as string[]) ?? []}
          onChange={set}
          maxTags={50}
          error={error}
        />
      ),
    },
    {
      key: 'platforms',
      label: t('compliance.platforms'),
      kind: 'many',
      optional: true,
      help: t('compliance.platformsHelp'),
      options: ['android', 'ios', 'ipados'].map((p) => ({ value: p, label: t(`platform.${p}`, { defaultValue: p }) })),
    },
    { key: 'groupId', label: t('compliance.group'), kind: 'group', everywhere: t('compliance.allGroups') },
    {
      key: 'peopleGroupId',
      label: t('compliance.peopleGroup'),
      kind: 'select',
      optional: true,
      options: [
        { value: '', label: t('compliance.everybody') },
        ...(people?.items ?? []).map((g) => ({ value: g.id, label: clean(g.name, 60) })),
      ],
    },
    { key: 'graceHours', label: t('compliance.grace'), kind: 'number', help: t('compliance.graceHelp') },
    { key: 'notifyAdministrators', label: t('compliance.notifyAdministrators'), kind: 'switch' },
    { key: 'mailUser', label: t('compliance.mailUser'), kind: 'switch' },
    { key: 'messageUser', label: t('compliance.messageUser'), kind: 'switch' },
    {
      key: 'steps',
      label: t('compliance.steps'),
      kind: 'custom',
      draw: (value, set, error) => (
        <>
          <Steps value={(value as Step[]) ?? []} set={set} />
          {error && <Notice tone="crit">{error}</Notice>}
        </>
      ),
    },
    {
      key: 'simulate',
      label: '',
      kind: 'custom',
      draw: (_value, _set, _error, values) => (
        <div className="stack">
          <div>
            <Button variant="default" onClick={() => simulate(values)}>
              {t('compliance.simulate')}
            </Button>
          </div>
          {fault && <Notice tone="crit">{fault}</Notice>}
          {found && <Found of={found} steps={steps} />}
        </div>
      ),
    },
  ];
  const initial: Values = {
    name: '',
    enabled: false,
    criterion: 'no-passcode',
    minimumAndroid: '',
    minimumApple: '',
    days: 14,
    apps: [],
    platforms: [],
    groupId: null,
    peopleGroupId: '',
    graceHours: 24,
    notifyAdministrators: true,
    mailUser: true,
    messageUser: true,
    steps: [{ afterMinutes: 0, action: 'lock' }],
  };
  const input = (x: ComplianceRule): Values => ({
    name: x.name,
    enabled: x.enabled,
    criterion: x.criterion,
    minimumAndroid: x.minimumAndroid,
    minimumApple: x.minimumApple,
    days: x.days,
    apps: x.apps,
    platforms: x.platforms,
    groupId: x.groupId,
    peopleGroupId: x.peopleGroupId ?? '',
    graceHours: x.graceMinutes / 60,
    notifyAdministrators: x.notifyAdministrators,
    mailUser: x.mailUser,
    messageUser: x.messageUser,
    steps: x.steps,
  });
  return (
    <>
      <ResourcePage<ComplianceRule>
        path="/compliance-rules"
        title={t('nav.compliance')}
        answer={t('compliance.answer')}
        icon={IconChecklist}
        can={may('devices')}
        empty={{ title: t('compliance.emptyTitle'), text: t('compliance.empty') }}
        nameOf={(x) => x.name}
        columns={[
          {
            id: 'name',
            header: t('device.name'),
            width: 'minmax(160px,1.2fr)',
            phone: true,
            render: (x) => <bdi className="clip">{clean(x.name, 100)}</bdi>,
          },
          {
            id: 'criterion',
            header: t('compliance.criterion'),
            width: 'minmax(180px,1.2fr)',
            render: (x) => t(`compliance.criteria.${x.criterion}`),
          },
          {
            id: 'grace',
            header: t('compliance.graceShort'),
            width: '130px',
            render: (x) => t('compliance.hoursOf', { count: Math.round(x.graceMinutes / 6) / 10 }),
          },
          {
            id: 'steps',
            header: t('compliance.stepsShort'),
            width: 'minmax(160px,1.4fr)',
            render: (x) =>
              x.steps.map((s) => t(`compliance.actions.${s.action}`)).join(' → ') || (
                <span className="muted">{t('compliance.onlyNotices')}</span>
              ),
          },
          {
            id: 'broken',
            header: t('compliance.violations'),
            width: '120px',
            phone: true,
            render: (x) =>
              x.violations > 0 ? (
                <Button size="compact-sm" variant="subtle" color="red.8" onClick={() => setShown(x)}>
                  {formatNumber(x.violations)}
                </Button>
              ) : (
                <span className="muted">0</span>
              ),
          },
          {
            id: 'state',
            header: t('command.state'),
            width: '110px',
            render: (x) => <Tag tone={x.enabled ? 'ok' : 'none'}>{t(x.enabled ? 'rule.on' : 'notification.off')}</Tag>,
          },
        ]}
        add={{ title: t('compliance.add'), fields, initial, body: (v) => body(v) }}
        edit={{ title: t('compliance.edit'), fields, method: 'put', initial: input, body: (v, x) => body(v, x) }}
        remove={{
          button: t('common.delete'),
          title: (name) => t('compliance.deleteTitle', { name }),
          help: t('compliance.deleteHelp'),
        }}
      />
      {shown && <Broken rule={shown} close={() => setShown(null)} />}
    </>
  );
}

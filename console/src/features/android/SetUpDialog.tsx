import { Button, Checkbox, Modal, NumberInput, PasswordInput, Radio, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDownload, IconPrinter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Made, Page, Person, SetUpCode } from '../../api/types';
import { useMay } from '../../app/queries';
import { clean } from '../../ui/hostile';
import { inDays } from '../../ui/ResourcePage';
import { Notice } from '../../ui/Status';
import { useProblemText } from '../../ui/states';
import { Until } from '../../ui/Text';
import { GroupPicker } from '../groups/GroupPicker';

const lives = ['1', '7', '30'] as const;

interface Done {
  code: SetUpCode;
  until: string;
  person: string;
  count: number;
}

function PersonPicker({ value, set }: { value: string | null; set: (id: string | null, name: string) => void }) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const [q] = useDebouncedValue(search, 200);
  const people =
    useQuery({
      queryKey: ['people', 'pick', q],
      queryFn: () => api.get<Page<Person>>('/people', { q, limit: 20 }),
      placeholderData: (before) => before,
    }).data?.items ?? [];
  return (
    <Select
      label={t('android.person')}
      searchable
      required
      value={value}
      searchValue={search}
      onSearchChange={setSearch}
      onChange={(id) => set(id, people.find((p) => p.id === id)?.name ?? '')}
      data={people.map((p) => ({ value: p.id, label: clean(p.mail ? `${p.name} · ${p.mail}` : p.name, 80) }))}
      filter={({ options }) => options}
      nothingFoundMessage={t('common.nothingFound')}
      comboboxProps={{ withinPortal: true }}
    />
  );
}

function Code({ done, close }: { done: Done; close: () => void }) {
  const { t } = useTranslation();
  const picture = `data:image/png;base64,${done.code.qrPng}`;
  return (
    <Modal opened onClose={close} title={t('android.codeTitle')} size="lg">
      <div className="stack set-up-code">
        <div className="muted">
          {done.person
            ? t('android.codeFor', { name: clean(done.person, 60) })
            : t('android.codeForCount', { count: done.count })}{' '}
          <Until at={done.until} />
        </div>
        <div className="set-up">
          <div className="qr-card">
            <img src={picture} alt={t('android.qr')} />
          </div>
          <ol>
            <li>{t('android.step1')}</li>
            <li>{t('android.step2')}</li>
            <li>{t('android.step3')}</li>
          </ol>
        </div>
        <Notice tone="warn">{t('android.codeSecret')}</Notice>
        <div className="row no-print" style={{ justifyContent: 'flex-end' }}>
          <Button
            variant="default"
            leftSection={<IconPrinter size={16} aria-hidden />}
            onClick={() => globalThis.print()}
          >
            {t('android.print')}
          </Button>
          <Button
            component="a"
            variant="default"
            href={picture}
            download="android-set-up.png"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            {t('android.savePicture')}
          </Button>
          <Button onClick={close}>{t('common.done')}</Button>
        </div>
      </div>
    </Modal>
  );
}

/** Makes the QR code with which a factory-new phone becomes the company's own. */
export function SetUpDialog({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const problem = useProblemText();
  const people = may('people');
  const [whose, setWhose] = useState(people ? 'person' : 'group');
  const [person, setPerson] = useState<{ id: string | null; name: string }>({ id: null, name: '' });
  const [group, setGroup] = useState<string | null>(null);
  const [uses, setUses] = useState(1);
  const [days, setDays] = useState('7');
  const [wifi, setWifi] = useState({ ssid: '', password: '', hidden: false });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const [done, setDone] = useState<Done | null>(null);
  const make = async () => {
    setBusy(true);
    setError('');
    try {
      const until = inDays(days);
      let token: string;
      if (whose === 'person') {
        const made = await api.post<{ items: Made[] }>('/invitations', {
          personIds: [person.id],
          hours: Number(days) * 24,
          replace: false,
          mail: false,
        });
        token = made.items[0].link?.split('/i/')[1] ?? '';
      } else {
        token = (
          await api.post<{ secret: string }>('/enrolment-tokens', {
            name: t('android.setUp'),
            groupId: group,
            maxUses: uses,
            expiresAt: until,
          })
        ).secret;
      }
      const code = await api.post<SetUpCode>('/android/provisioning', {
        token,
        wifiSsid: wifi.ssid,
        wifiPassword: wifi.password,
        wifiHidden: wifi.hidden,
      });
      setDone({ code, until, person: whose === 'person' ? person.name : '', count: uses });
    } catch (e) {
      setError(problem(e));
    } finally {
      setBusy(false);
    }
  };
  if (done) return <Code done={done} close={close} />;
  const short = wifi.password !== '' && wifi.password.length < 8;
  return (
    <Modal opened onClose={close} title={t('android.setUp')} size="lg">
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          make();
        }}
      >
        {error && (
          <Notice tone="crit" role="alert">
            {error}
          </Notice>
        )}
        <Notice tone="warn">{t('android.google')}</Notice>
        {people && (
          <Radio.Group label={t('android.forWhom')} value={whose} onChange={setWhose}>
            <div className="stack" style={{ gap: 8, marginTop: 8 }}>
              <Radio value="person" label={t('android.forPerson')} description={t('android.forPersonHelp')} />
              <Radio value="group" label={t('android.forGroup')} description={t('android.forGroupHelp')} />
            </div>
          </Radio.Group>
        )}
        {whose === 'person' ? (
          <PersonPicker value={person.id} set={(id, name) => setPerson({ id, name })} />
        ) : (
          <GroupPicker label={t('android.group')} value={group} onChange={setGroup} />
        )}
        <div className="row" style={{ alignItems: 'flex-start' }}>
          {whose === 'group' && (
            <NumberInput
              label={t('android.uses')}
              description={t('android.usesHelp')}
              value={uses}
              min={1}
              max={1000}
              allowDecimal={false}
              onChange={(v) => setUses(typeof v === 'number' ? v : 1)}
              style={{ flex: 1 }}
            />
          )}
          <Select
            label={t('android.life')}
            description={whose === 'group' ? ' ' : undefined}
            value={days}
            allowDeselect={false}
            onChange={(v) => setDays(v ?? '7')}
            data={lives.map((value) => ({
              value,
              label: t(`span.${value === '1' ? 'day' : value === '7' ? 'week' : 'month'}`),
            }))}
            style={{ flex: 1 }}
          />
        </div>
        <fieldset className="plain-fields">
          <legend>{t('android.wifi')}</legend>
          <div className="small muted">{t('android.wifiHelp')}</div>
          <div className="row" style={{ alignItems: 'flex-start' }}>
            <TextInput
              label={t('android.ssid')}
              maxLength={32}
              value={wifi.ssid}
              onChange={(e) => setWifi({ ...wifi, ssid: e.currentTarget.value })}
              style={{ flex: 1 }}
            />
            <PasswordInput
              label={t('android.password')}
              maxLength={63}
              autoComplete="off"
              value={wifi.password}
              error={short ? t('android.passwordShort') : undefined}
              onChange={(e) => setWifi({ ...wifi, password: e.currentTarget.value })}
              visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
              style={{ flex: 1 }}
            />
          </div>
          <Checkbox
            label={t('android.hidden')}
            checked={wifi.hidden}
            onChange={(e) => setWifi({ ...wifi, hidden: e.currentTarget.checked })}
          />
        </fieldset>
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={busy} disabled={short || (whose === 'person' ? !person.id : !group)}>
            {t('android.make')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

import { useTranslation } from 'react-i18next';
import { commandKinds } from '../features/commands/CommandDialog';
import { CommandTable } from '../features/commands/CommandTable';
import { Chips, ExportMenu } from '../features/devices/Filters';
import { useParamsOfAddress } from '../ui/location';
import { Page } from '../ui/Page';

export default function Commands() {
  const { t } = useTranslation();
  const [params, set] = useParamsOfAddress();
  const choices = [
    {
      key: 'state',
      values: ['queued', 'delivered', 'running', 'succeeded', 'failed', 'unsupported', 'recalled', 'expired'],
      label: (v: string) => t(`command.states.${v}`),
    },
    { key: 'kind', values: [...commandKinds], label: (v: string) => t(`command.kind.${v}`) },
  ];
  const filter = { state: params.state, kind: params.kind, device: params.device };
  return (
    <Page fill title={t('nav.commands')} name={t('nav.commands')} answer={t('command.answer')}>
      <div className="split-main grow">
        <div className="spread">
          <Chips params={params} set={set} choices={choices} title={(k) => t(`filter.${k}`)} />
          <ExportMenu path="/commands/export" query={filter} />
        </div>
        <CommandTable fill withDevice filter={filter} />
      </div>
    </Page>
  );
}

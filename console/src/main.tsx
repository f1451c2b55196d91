import '@mantine/core/styles.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/text.css';
import './styles/table.css';
import './styles/tabs.css';
import './styles/settings.css';
import './styles/overview.css';
import './styles/codes.css';
import './styles/people.css';
import './styles/android.css';
import './styles/palette.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { startLanguages } from './i18n';

startLanguages().then(() => createRoot(document.getElementById('root') as HTMLElement).render(<App />));

import { createTheme, type MantineColorsTuple } from '@mantine/core';

const brand: MantineColorsTuple = [
  '#effcf9',
  '#d3f7ef',
  '#a7eee0',
  '#5eead4',
  '#2dd4bf',
  '#14a394',
  '#0f766e',
  '#0d655f',
  '#0b534e',
  '#093f3c',
];
const dark: MantineColorsTuple = [
  '#e3e9e8',
  '#b9c3c1',
  '#96a29f',
  '#5f6b68',
  '#3a4543',
  '#2c3634',
  '#1e2625',
  '#171e1d',
  '#111716',
  '#0b0f0f',
];
const gray: MantineColorsTuple = [
  '#f7f9f8',
  '#f0f3f2',
  '#e4e9e8',
  '#d5dcda',
  '#b9c3c1',
  '#8b9795',
  '#5c6866',
  '#404a48',
  '#2a3331',
  '#17201e',
];

export const theme = createTheme({
  primaryColor: 'brand',
  primaryShade: { light: 6, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  colors: { brand, dark, gray },
  black: '#17201e',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "SF Mono", Menlo, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '12px', sm: '14px', md: '16px', lg: '20px', xl: '28px' },
  lineHeights: { xs: '16px', sm: '20px', md: '24px', lg: '28px', xl: '36px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  defaultRadius: 'sm',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '28px', lineHeight: '36px' },
      h2: { fontSize: '20px', lineHeight: '28px' },
      h3: { fontSize: '16px', lineHeight: '24px' },
      h4: { fontSize: '14px', lineHeight: '20px' },
    },
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm', variant: 'filled' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Modal: {
      defaultProps: {
        centered: true,
        radius: 'md',
        transitionProps: { duration: 120 },
        closeButtonProps: { 'aria-label': '✕' },
      },
    },
    Menu: { defaultProps: { shadow: 'md', radius: 'md', transitionProps: { duration: 90 } } },
    Tooltip: {
      defaultProps: {
        openDelay: 300,
        withArrow: true,
        multiline: true,
        maw: 360,
        fz: 12,
        transitionProps: { duration: 90 },
      },
    },
    Badge: { defaultProps: { tt: 'none', fw: 500, radius: 'sm' } },
    Anchor: { defaultProps: { underline: 'hover' } },
  },
});

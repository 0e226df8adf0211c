// Before the first paint, so that nobody is dazzled: the colours chosen on this device, or those of the system.
const chosen = localStorage.getItem('firstread-theme')
const isDark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
document.documentElement.dataset.mantineColorScheme = isDark ? 'dark' : 'light'

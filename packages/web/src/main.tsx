import './trusted-types.ts'
import './quiet.ts'
import '@mantine/core/styles.layer.css'
import './styles.css'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'

const root = document.getElementById('root')
if (!root) throw new Error('no #root in the page')
createRoot(root).render(<App />)

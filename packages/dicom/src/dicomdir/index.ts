export { type DirectoryEntry, dicomdir } from './dicomdir.ts'

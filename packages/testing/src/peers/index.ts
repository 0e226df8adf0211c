export { type Certificates, certificates } from './certificates.ts'
export {
  MisbehavingPeer,
  type RawAssociation,
  type RawContext,
  rawAssociateRequest,
  rawCommand,
  rawData,
  rawPdu,
} from './misbehaving.ts'
export { freePort, haveProgram, PeerServer, runProgram, type Said, startProgram } from './programs.ts'
export { dicomply, dicomwebClient, type PythonPeer, pynetdicom, pythonPeer } from './python.ts'

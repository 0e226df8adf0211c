/**
 * The viewer's DICOM parser calls an unusual but allowed value representation an error on the console (dcmjs 0.52:
 * "Invalid vr type ox - using OW", for every implicit little-endian file). Its logger reads its level from here when it is
 * loaded. May go when dcmjs no longer says it.
 */
localStorage.setItem('loglevel:validation.dcmjs', 'SILENT')

import type { Words } from '../index.ts'

/** Was bei einer Störung zu tun ist, nach dem festen Code des Servers. */
export const problems: Words['problems'] = {
  title: 'Das hat nicht geklappt',
  offline: 'Der Server ist nicht zu erreichen. Prüfen Sie das Netz; es wird von selbst noch einmal versucht.',
  reference: (id) => `Kennzeichen ${id}`,
  byCode: {
    'wrong-credentials': 'E-Mail oder Passwort stimmt nicht. Prüfen Sie beides und versuchen Sie es noch einmal.',
    'wrong-otp':
      'Dieser Code ist falsch oder schon benutzt. Warten Sie auf den nächsten; prüfen Sie die Uhr Ihres Telefons.',
    'factor-exists': 'Einmalcodes sind schon eingerichtet.',
    'try-later': 'Zu viele Versuche. Warten Sie ein paar Minuten und versuchen Sie es dann noch einmal.',
    'account-needs-reset':
      'Dieses Konto ist nach zu vielen falschen Passwörtern geschlossen. Die Technik kann es wieder öffnen.',
    'session-ended': 'Ihre Sitzung ist zu Ende. Melden Sie sich wieder an.',
    'not-logged-in': 'Melden Sie sich zuerst an.',
    'not-found': 'Das gibt es nicht, oder es ist nicht für Sie bestimmt.',
    forbidden: 'Ihre Rolle darf das nicht.',
    'weak-password': 'Dieses Passwort erfüllt die Regeln nicht. Ab 15 Zeichen reicht irgendein Satz.',
    'claimed-by-another': 'Diese Untersuchung beurteilt gerade jemand anderes.',
    'wrong-status': 'Die Untersuchung ist inzwischen weiter. Laden Sie die Seite neu, um zu sehen, wo sie steht.',
    'draft-expired':
      'Dieser Entwurf ist älter als ein Tag. Was Sie schrieben, steht noch da; speichern Sie es als neuen.',
    'reviewed-meanwhile': 'Seit Sie begonnen haben, hat jemand anderes einen Befund dazu unterschrieben.',
    'already-acknowledged': 'Diesen Befund hat schon jemand bestätigt.',
    'own-critical-result': 'Sie haben diesen Befund unterschrieben. Sagen Sie, wem Sie es wann und wie gesagt haben.',
    'similar-patient':
      'Sie haben schon jemanden mit diesem Namen. Wählen Sie den, oder sagen Sie, dass es jemand anderes ist.',
    'already-closed': 'Diese Nachsorge hat schon jemand geschlossen.',
    'not-a-later-study': 'Das ist keine spätere Untersuchung derselben Person.',
    'sharing-off': 'In diesem Haus können Befunde nicht geteilt werden.',
    'too-many-shares': 'Sie teilen schon zehn Befunde. Beenden Sie zuerst einen davon.',
    busy: 'Firstread hat gerade viel zu tun. Es wird gleich noch einmal versucht.',
    'no-room': 'Es ist gerade kein Platz, das zu speichern. Die Technik muss welchen schaffen.',
    'not-ready': 'Firstread startet. Versuchen Sie es gleich noch einmal.',
    'too-large': 'Das ist größer, als Firstread annimmt.',
    'unsupported-file': 'Das ist kein Bild, das Firstread liest. Geben Sie JPEG, PNG oder DICOM.',
    'broken-file':
      'Die Datei ist beschädigt oder abgeschnitten. Exportieren Sie sie neu und senden Sie sie noch einmal.',
    'hostile-file': 'Die Datei gibt sich für etwas anderes aus und wurde abgelehnt.',
    'file-limits': 'Das Bild ist größer, als Firstread annimmt.',
    'several-studies': 'Diese Dateien gehören zu verschiedenen Untersuchungen. Senden Sie eine nach der anderen.',
    'patient-mismatch': 'Die Dateien nennen jemand anderen als gewählt. Prüfen Sie, wessen Untersuchung es ist.',
    'instance-conflict': 'Dieses Bild ist schon gespeichert, mit anderem Inhalt oder für jemand anderen.',
    'unknown-patient': 'Diese Person gibt es hier nicht.',
    'not-rendered': 'In dieser Datei ist kein Bild zu zeigen.',
    internal:
      'Bei uns ist etwas schiefgegangen. Versuchen Sie es noch einmal; wenn es bleibt, nennen Sie der Technik das Kennzeichen.',
  },
}

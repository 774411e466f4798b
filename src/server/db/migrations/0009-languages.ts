/** In which language mail to somebody is written: as they last read the portal, or as whoever invited them said. */
export const languages = `
ALTER TABLE mail_settings ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
ALTER TABLE invite_reminders ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
`;

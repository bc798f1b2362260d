/** Rises when a reader of the old shape would misread the new one. Newer folders are refused, older ones upgraded. */
export const SCHEMA_VERSION = 1

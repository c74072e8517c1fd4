"""FHIR on the wire: JSON, XML, dates and times, entity tags; and `outcome`, how everything here says what is wrong."""

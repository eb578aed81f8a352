"""XLSForm: the questionnaire of an edition as a workbook of `survey`, `choices` and `settings`."""

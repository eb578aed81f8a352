"""Indicadores: from frozen answers to scores, places, receipts and workbooks. Pure, in memory."""

-- Grain: one key under which a platform pays settled lines out (an order, or a batch of many) ×
-- bill kind. Must not be summed across bill_kind: the settlement is what the wallet receives.
with recon_transfer_amounts as (
    {{ settlement_totals('transfer_key') }}
)

select * from recon_transfer_amounts

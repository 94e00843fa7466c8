-- Grain: one order at the level its platform settles × bill kind. Must not be summed across
-- bill_kind: a settlement and its fund flow tell the same event.
with recon_settlement_amounts as (
    {{ settlement_totals('match_key') }}
)

select * from recon_settlement_amounts

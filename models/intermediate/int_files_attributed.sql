-- Grain: one file. A file belongs to the least folder it was delivered to, so order of arrival
-- cannot matter.
with deliveries as (
    select * from {{ ref('stg_register__bill_file_deliveries') }}
),

shops as (
    select * from {{ ref('shops') }}
),

bank_accounts as (
    select * from {{ ref('bank_accounts') }}
),

keyed as (
    select
        file_id,
        file_name,
        source_folder,
        {{ surrogate_key(['file_name', 'source_folder', 'container_name']) }} as delivery_key
    from deliveries
),

owners as (
    select
        file_id,
        {{ least_text('file_name') }} as file_name,
        {{ least_text('source_folder') }} as source_folder,
        count(distinct delivery_key) as delivery_count
    from keyed
    group by file_id
),

int_files_attributed as (
    select
        file_owner.file_id,
        file_owner.file_name,
        file_owner.source_folder,
        file_owner.delivery_count,
        shop.shop_id,
        shop.platform_code as shop_platform_code,
        bank_account.bank_account_id,
        bank_account.bank_code
    from owners as file_owner
    left join shops as shop on file_owner.source_folder = shop.shop_id
    left join bank_accounts as bank_account
        on file_owner.source_folder = bank_account.bank_account_id
)

select * from int_files_attributed

-- Grain: one channel (渠道): platform × shop × traffic source. A shop that no configuration
-- knows is `unknown`.
with platforms as (
    select * from {{ ref('platforms') }}
    where platform_code <> 'company'
),

shops as (
    select
        shop_id,
        platform_code,
        shop_name,
        opened_date
    from {{ ref('shops') }}
    union all
    select
        'unknown' as shop_id,
        platform_code,
        '未知' as shop_name,
        cast('1900-01-01' as date) as opened_date
    from platforms
),

traffic_sources as (
    select * from {{ ref('traffic_sources') }}
),

channel_dim as (
    select
        shop.platform_code,
        shop.shop_id,
        platform.platform_name,
        shop.shop_name,
        traffic_source.traffic_source_code,
        traffic_source.traffic_source_name,
        shop.opened_date as valid_from,
        cast('9999-12-31' as date) as valid_to,
        shop.platform_code || ':' || shop.shop_id || ':' || traffic_source.traffic_source_code
            as channel_id
    from shops as shop
    inner join platforms as platform on shop.platform_code = platform.platform_code
    cross join traffic_sources as traffic_source
)

select * from channel_dim

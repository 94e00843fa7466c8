{# The money components that one line of a 抖音 fund flow or settlement can carry: columns of the staged rows. #}
{% macro money_components() -%}
    {{ return([
        'payment', 'freight', 'subsidy_freight', 'subsidy_platform', 'subsidy_platform_other', 'trade_in',
        'subsidy_government', 'subsidy_influencer', 'subsidy_payment', 'subsidy_monthly_pay', 'subsidy_bank',
        'refund', 'platform_service_fee', 'commission', 'service_provider_commission', 'channel_share',
        'recruiting_fee', 'off_site_promotion_fee', 'other_share',
    ]) }}
{%- endmacro %}

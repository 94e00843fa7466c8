{#
    The money components that one line of a bill can carry side by side, in the order of their columns: those of one
    platform's staged rows, or of all. A platform that is not here has bills of one amount a line.
#}
{% macro money_components(platform_code=none) -%}
    {%- set components = {
        'douyin': [
            'payment', 'freight', 'subsidy_freight', 'subsidy_platform', 'subsidy_platform_other', 'trade_in',
            'subsidy_government', 'subsidy_influencer', 'subsidy_payment', 'subsidy_monthly_pay',
            'subsidy_bank', 'refund', 'platform_service_fee', 'commission', 'service_provider_commission',
            'channel_share', 'recruiting_fee', 'off_site_promotion_fee', 'other_share',
        ],
        'kuaishou': [
            'payment', 'subsidy_platform', 'subsidy_government', 'subsidy_influencer', 'subsidy_payment',
            'refund', 'subsidy_payment_return', 'platform_service_fee', 'presale_service_fee', 'commission',
            'promoter_commission', 'service_provider_commission', 'recruiting_fee', 'other_fee',
        ],
        'xhs': [
            'payment', 'freight', 'subsidy_freight', 'subsidy_platform', 'subsidy_guarantee',
            'cross_border_tax', 'goods_tax', 'freight_tax', 'platform_service_fee', 'payment_fee',
            'instalment_fee', 'commission', 'service_provider_commission', 'developer_commission',
        ],
    } -%}
    {%- set all_components = [] -%}
    {%- for platform_components in components.values() -%}
        {%- for component in platform_components if component not in all_components -%}
            {%- do all_components.append(component) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(all_components if platform_code is none else components.get(platform_code, [])) }}
{%- endmacro %}

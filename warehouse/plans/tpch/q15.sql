select s_suppkey, s_name, s_address, s_phone, revenue.total_revenue
from supplier
     join (select l_suppkey, sum(l_extendedprice * (1 - l_discount)) as total_revenue
           from lineitem
           where l_shipdate >= date '1996-01-01' and l_shipdate < date '1996-04-01'
           group by l_suppkey) as revenue on s_suppkey = revenue.l_suppkey
     cross join (select max(total_revenue) as most
                 from (select l_suppkey, sum(l_extendedprice * (1 - l_discount)) as total_revenue
                       from lineitem
                       where l_shipdate >= date '1996-01-01' and l_shipdate < date '1996-04-01'
                       group by l_suppkey) as again) as largest
where revenue.total_revenue = largest.most
order by s_suppkey

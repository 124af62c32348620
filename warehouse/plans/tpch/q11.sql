select german.ps_partkey, german.value
from (select ps_partkey, sum(ps_supplycost * ps_availqty) as value
      from partsupp
           join supplier on ps_suppkey = s_suppkey
           join nation on s_nationkey = n_nationkey
      where n_name = 'GERMANY'
      group by ps_partkey) as german
     cross join (select sum(ps_supplycost * ps_availqty) as all_of_it
                 from partsupp
                      join supplier on ps_suppkey = s_suppkey
                      join nation on s_nationkey = n_nationkey
                 where n_name = 'GERMANY') as total
where cast(german.value as double) > cast(total.all_of_it as double) * 0.0001e0
order by german.value desc
